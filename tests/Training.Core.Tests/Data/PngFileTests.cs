using System.Buffers.Binary;
using System.IO.Compression;
using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public sealed class PngFileTests
{
    [Fact]
    public void A_colour_sample_comes_back_pixel_by_pixel()
    {
        // Two rows of two pixels: the planes red, green, blue.
        var png = PngFile.Write(new ImageShape(3, 2, 2), [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]);

        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var content = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        var lines = new byte[14];
        content.ReadExactly(lines);
        Assert.Equal([0, 1, 11, 21, 2, 12, 22, 0, 3, 13, 23, 4, 14, 24], lines);
        Assert.Equal([8, 2, 0, 0, 0], png[24..29]);
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], png[^4..]); // the checksum of an empty IEND, as in every PNG file
    }

    [Fact]
    public void Other_channels_and_another_number_of_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PngFile.Write(new ImageShape(1, 3, 3), new byte[8]));
        Assert.Throws<ArgumentException>(() => PngFile.Write(new ImageShape(2, 2, 2), new byte[8]));
    }
}
