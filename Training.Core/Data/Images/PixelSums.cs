namespace Training.Core.Data.Images;

/// <summary>The sums of some images' pixels and of their squares, by channel. Whole numbers, so that those of many images add up to the same on every machine.</summary>
/// <param name="Sums">Σ pixel, one for each channel.</param>
/// <param name="Squares">Σ pixel², one for each channel.</param>
/// <param name="Pixels">Of one channel.</param>
internal sealed record PixelSums(long[] Sums, long[] Squares, long Pixels)
{
    /// <summary>Of each image by itself.</summary>
    /// <param name="pixels">(n, C, H, W).</param>
    /// <param name="shape">Of one image.</param>
    public static PixelSums[] OfEach(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        var each = new PixelSums[pixels.Length / shape.Size];
        for (var image = 0; image < each.Length; image++)
            each[image] = Of(pixels.Slice(image * shape.Size, shape.Size), shape);
        return each;
    }

    /// <summary>Of all of some images together.</summary>
    public static PixelSums Total(IEnumerable<PixelSums> images, int channels)
    {
        var (sums, squares, pixels) = (new long[channels], new long[channels], 0L);
        foreach (var image in images)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                sums[channel] += image.Sums[channel];
                squares[channel] += image.Squares[channel];
            }

            pixels += image.Pixels;
        }

        return new PixelSums(sums, squares, pixels);
    }

    /// <summary>Mean and deviation of pixel / 255, one for each channel. A constant channel's deviation counts as 1.</summary>
    public (double[] Mean, double[] Std) Statistics()
    {
        var count = (double)Pixels;
        var mean = Sums.Select(sum => sum / count / 255).ToArray();
        var std = Squares.Select((square, c) => Math.Sqrt(Math.Max(0, (square / count / 255 / 255) - (mean[c] * mean[c])))).Select((s, c) => s > 0 && !Constant(c) ? s : 1).ToArray();
        return (mean, std);

        // n Σx² ≥ (Σx)², and equal for equal values alone; in whole numbers, where the difference above leaves rounding.
        bool Constant(int c) => (Int128)Squares[c] * Pixels == (Int128)Sums[c] * Sums[c];
    }

    private static PixelSums Of(ReadOnlySpan<byte> image, ImageShape shape)
    {
        var plane = shape.Height * shape.Width;
        var (sums, squares) = (new long[shape.Channels], new long[shape.Channels]);
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            long sum = 0, square = 0;
            foreach (var pixel in image.Slice(channel * plane, plane))
            {
                sum += pixel;
                square += pixel * pixel;
            }

            (sums[channel], squares[channel]) = (sum, square);
        }

        return new PixelSums(sums, squares, plane);
    }
}
