using System.Buffers.Binary;
using System.IO.Compression;

namespace Training.Core.Data;

/// <summary>Writes pixels as a PNG file (ISO/IEC 15948): 8 bits a channel, grey or colour, no filter.</summary>
public static class PngFile
{
    /// <param name="shape">One channel is grey, three are red, green and blue.</param>
    /// <param name="pixels">(C, H, W), 0 to 255.</param>
    /// <exception cref="ArgumentException">Another number of channels, or of pixels than the shape's.</exception>
    public static byte[] Write(ImageShape shape, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Channels is not (1 or 3) || pixels.Length != shape.Size)
            throw new ArgumentException($"A picture has 1 or 3 channels and a value for each pixel; this one has {shape.Channels} channels and {pixels.Length} values for {shape}.", nameof(shape));
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, shape.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], shape.Height);
        (header[8], header[9]) = (8, shape.Channels == 1 ? (byte)0 : (byte)2); // bit depth, colour type
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
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
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
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    // The standard's annex D, bit by bit: pictures are small.
    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return crc;
    }
}
