namespace Training.Core.Data.Images;

/// <summary>Means and deviations of pixels.</summary>
internal static class PixelStatistics
{
    /// <summary>Of pixel / 255, one for each channel; from exact integer sums, so equal on every machine. A constant channel's deviation counts as 1.</summary>
    /// <param name="pixels">(n, C, H, W).</param>
    /// <param name="shape">Of one image.</param>
    public static (double[] Mean, double[] Std) Of(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        var plane = shape.Height * shape.Width;
        var sums = new long[shape.Channels];
        var squares = new long[shape.Channels];
        for (var at = 0; at < pixels.Length; at += plane)
        {
            long sum = 0, square = 0;
            foreach (var pixel in pixels.Slice(at, plane))
            {
                sum += pixel;
                square += pixel * pixel;
            }

            var channel = at / plane % shape.Channels;
            sums[channel] += sum;
            squares[channel] += square;
        }

        var count = (double)(pixels.Length / shape.Size) * plane;
        var mean = sums.Select(sum => sum / count / 255).ToArray();
        var std = squares.Select((square, c) => Math.Sqrt(Math.Max(0, (square / count / 255 / 255) - (mean[c] * mean[c])))).Select((s, c) => s > 0 && !Constant(c) ? s : 1).ToArray();
        return (mean, std);

        // n Σx² ≥ (Σx)², and equal for equal values alone; in whole numbers, where the difference above leaves rounding.
        bool Constant(int c) => (Int128)squares[c] * (long)count == (Int128)sums[c] * sums[c];
    }
}
