using System.Buffers.Binary;
using System.IO.Compression;
using Training.Core.Data;

namespace Platform.Web.Labels;

/// <summary>Writes a sample's pixels as a PNG file (ISO/IEC 15948): 8 bits, grey or colour, no filter.</summary>
internal static class PngPicture
{
    /// <summary>Larger samples are refused.</summary>
    public const int MostPixels = 1 << 20;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <param name="shape">One channel is grey, three are red, green and blue.</param>
    /// <param name="pixels">(C, H, W), 0 to 255.</param>
    /// <exception cref="ArgumentException">Another number of channels, or more than <see cref="MostPixels"/> pixels.</exception>
    public static byte[] Write(ImageShape shape, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Channels is not (1 or 3) || (long)shape.Height * shape.Width > MostPixels)
            throw new ArgumentException($"A picture has 1 or 3 channels and at most {MostPixels} pixels; this sample has {shape.Channels} and {(long)shape.Height * shape.Width}.", nameof(shape));
        var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, shape.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], shape.Height);
        (header[8], header[9]) = (8, shape.Channels == 1 ? (byte)0 : (byte)2);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compress(shape, pixels));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    // Each line begins with its filter, 0; colours stand pixel by pixel.
    private static byte[] Compress(ImageShape shape, ReadOnlySpan<byte> pixels)
    {
        var plane = shape.Height * shape.Width;
        var line = new byte[1 + (shape.Width * shape.Channels)];
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < shape.Height; y++)
            {
                for (var x = 0; x < shape.Width; x++)
                {
                    for (var c = 0; c < shape.Channels; c++)
                        line[1 + (x * shape.Channels) + c] = pixels[(c * plane) + (y * shape.Width) + x];
                }

                zlib.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(data, Crc(type, uint.MaxValue)));
        file.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data, uint crc)
    {
        foreach (var value in data)
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint Remainder(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        return crc;
    }
}
