using Training.Core.Data;
using Training.Core.Data.Images;
using Xunit;

namespace Training.Core.Tests.Data.Images;

public sealed class PixelSumsTests
{
    [Fact]
    public void A_constant_channel_has_the_deviation_one_and_one_pixel_that_differs_is_seen()
    {
        foreach (var grey in Enumerable.Range(0, 256))
        {
            var pixels = new byte[10 * 2 * 7 * 7];
            pixels.AsSpan().Fill((byte)grey);
            pixels[(2 * 7 * 7) - 1] ^= 1; // of the second channel

            var (mean, std) = PixelSums.Total(PixelSums.OfEach(pixels, new ImageShape(2, 7, 7)), channels: 2).Statistics();

            Assert.Equal(grey / 255.0, mean[0], 1e-12);
            Assert.Equal(1, std[0]);
            Assert.Equal(Math.Sqrt(489.0) / 490 / 255, std[1], 1e-7);
        }
    }
}
