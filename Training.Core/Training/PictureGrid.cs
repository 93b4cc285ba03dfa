using System.Buffers.Binary;
using System.IO.Compression;
using Training.Core.Data;

namespace Training.Core;

/// <summary>Images side by side as one PNG (ISO/IEC 15948): 8 bits a channel, grey or RGB, no filter.</summary>
internal static class PictureGrid
{
    private const int Gap = 2; // pixels between images

    /// <summary>Draws images row by row.</summary>
    /// <param name="pixels">(N, C, H, W), row-major, 0 to 1; what lies outside is cut off.</param>
    /// <param name="shape">Of one image, with 1 or 3 channels.</param>
    /// <param name="columns">Images in a row.</param>
    public static byte[] Png(ReadOnlySpan<float> pixels, ImageShape shape, int columns)
    {
        var count = pixels.Length / shape.Size;
        var rows = (count + columns - 1) / columns;
        var (width, height, channels) = ((columns * (shape.Width + Gap)) - Gap, (rows * (shape.Height + Gap)) - Gap, shape.Channels == 3 ? 3 : 1);
        var stride = 1 + (width * channels); // each line begins with its filter, 0
        var lines = new byte[stride * height];
        for (var image = 0; image < count; image++)
        {
            var (top, left) = (image / columns * (shape.Height + Gap), image % columns * (shape.Width + Gap));
            for (var at = 0; at < channels * shape.Height * shape.Width; at++)
            {
                var (channel, y, x) = (at / (shape.Height * shape.Width), at / shape.Width % shape.Height, at % shape.Width);
                var value = Math.Clamp(pixels[(image * shape.Size) + at], 0, 1);
                lines[((top + y) * stride) + 1 + ((left + x) * channels) + channel] = (byte)Math.Round(255 * value);
            }
        }

        return File(width, height, channels, lines);
    }

    private static byte[] File(int width, int height, int channels, byte[] lines)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)(channels == 3 ? 2 : 0)); // bit depth, colour type
        Chunk(png, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(lines);
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
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
