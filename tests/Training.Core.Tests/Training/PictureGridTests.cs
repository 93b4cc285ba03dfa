using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Pictures of many images, and how large they may grow.</summary>
public sealed class PictureGridTests
{
    private const int MostBytes = 8 << 20; // that are kept of a picture

    [Theory]
    [InlineData(3, 256, 64, 8)] // what a network that makes pictures shows
    [InlineData(1, 512, 64, 16)]
    [InlineData(3, 1024, 4, 1)]
    public void Noise_of_any_size_makes_a_picture_that_is_kept(int channels, int side, int images, int columns)
    {
        var shape = new ImageShape(channels, side, side);
        var random = CounterRandom.For(1, stream: 1);
        var pixels = new float[images * shape.Size];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (float)random.Uniform(i);

        Assert.InRange(PictureGrid.Png(pixels, shape, columns).Length, 1, MostBytes);
    }

    [Fact]
    public void An_image_that_is_too_large_is_shrunk_to_the_means_of_its_squares()
    {
        var shape = new ImageShape(3, 1500, 1499); // 6.7 million values: squares of two by two, narrower ones at the right
        var pixels = new float[shape.Size];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (i % 1499 % 2 == 0 ? 0.1f : 0.4f) + (i / 1499 % 2 == 0 ? 0 : 0.2f);
        var half = new ImageShape(3, 750, 750);
        var means = new float[half.Size];
        for (var i = 0; i < means.Length; i++)
            means[i] = i % 750 == 749 ? 0.2f : 0.35f;

        Assert.Equal(PictureGrid.Png(means, half, 1), PictureGrid.Png(pixels, shape, 1));
    }
}
