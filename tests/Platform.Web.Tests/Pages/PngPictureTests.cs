using System.Buffers.Binary;
using System.IO.Compression;
using Platform.Web.Labels;
using Training.Core.Data;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class PngPictureTests
{
    [Fact]
    public void A_colour_sample_comes_back_pixel_by_pixel()
    {
        // Two rows of two pixels: the planes red, green, blue.
        var png = PngPicture.Write(new ImageShape(3, 2, 2), [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]);

        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var content = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        var lines = new byte[14];
        content.ReadExactly(lines);
        Assert.Equal([0, 1, 11, 21, 2, 12, 22, 0, 3, 13, 23, 4, 14, 24], lines);
        Assert.Equal([8, 2, 0, 0, 0], png[24..29]);
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], png[^4..]); // the checksum of an empty IEND, as in every PNG file
    }

    [Fact]
    public void Too_large_samples_and_other_channels_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PngPicture.Write(new ImageShape(1, 2_000, 2_000), new byte[4_000_000]));
        Assert.Throws<ArgumentException>(() => PngPicture.Write(new ImageShape(2, 2, 2), new byte[8]));
    }
}
