using Training.Core.Data;

namespace Training.Core;

/// <summary>Images side by side as one PNG.</summary>
internal static class PictureGrid
{
    /// <summary>Largest grid that is drawn, in values: as a PNG, which noise does not let grow smaller, it stays below the 8 MiB that are kept.</summary>
    internal const int Most = 6 << 20;

    private const int Gap = 2; // pixels between images

    /// <summary>Draws images row by row. Where the grid would be too large, each is shrunk by the same whole number: a pixel is then the mean of a square.</summary>
    /// <param name="pixels">(N, C, H, W), row-major, 0 to 1; what lies outside is cut off.</param>
    /// <param name="shape">Of one image, with 1 or 3 channels.</param>
    /// <param name="columns">Images in a row.</param>
    public static byte[] Png(ReadOnlySpan<float> pixels, ImageShape shape, int columns)
    {
        var count = pixels.Length / shape.Size;
        var factor = 1;
        while (factor < Math.Max(shape.Height, shape.Width) && Values(Grid(Shrunk(shape, factor), count, columns)) > Most)
            factor++;
        return factor == 1 ? Draw(pixels, shape, columns) : Draw(Means(pixels, shape, factor), Shrunk(shape, factor), columns);
    }

    private static byte[] Draw(ReadOnlySpan<float> pixels, ImageShape shape, int columns)
    {
        var count = pixels.Length / shape.Size;
        var grid = Grid(shape, count, columns);
        var drawn = new byte[grid.Size];
        for (var at = 0; at < count * shape.Size; at++)
        {
            var (image, channel) = (at / shape.Size, at / (shape.Height * shape.Width) % shape.Channels);
            var y = (image / columns * (shape.Height + Gap)) + (at / shape.Width % shape.Height);
            var x = (image % columns * (shape.Width + Gap)) + (at % shape.Width);
            drawn[(((channel * grid.Height) + y) * grid.Width) + x] = (byte)Math.Round(255 * Math.Clamp(pixels[at], 0, 1));
        }

        return PngFile.Write(grid, drawn);
    }

    private static ImageShape Grid(ImageShape shape, int count, int columns) =>
        new(shape.Channels, ((count + columns - 1) / columns * (shape.Height + Gap)) - Gap, (columns * (shape.Width + Gap)) - Gap);

    private static long Values(ImageShape shape) => (long)shape.Channels * shape.Height * shape.Width;

    // Squares at the right and lower edge may hold fewer pixels.
    private static ImageShape Shrunk(ImageShape shape, int factor) => new(shape.Channels, (shape.Height + factor - 1) / factor, (shape.Width + factor - 1) / factor);

    private static float[] Means(ReadOnlySpan<float> pixels, ImageShape shape, int factor)
    {
        var small = Shrunk(shape, factor);
        var means = new float[pixels.Length / shape.Size * small.Size];
        for (var at = 0; at < means.Length; at++)
        {
            var (plane, top, left) = (at / (small.Height * small.Width), at / small.Width % small.Height * factor, at % small.Width * factor);
            var (bottom, right) = (Math.Min(top + factor, shape.Height), Math.Min(left + factor, shape.Width));
            var sum = 0f;
            for (var y = top; y < bottom; y++)
            {
                foreach (var pixel in pixels.Slice((((plane * shape.Height) + y) * shape.Width) + left, right - left))
                    sum += Math.Clamp(pixel, 0, 1);
            }

            means[at] = sum / ((bottom - top) * (right - left));
        }

        return means;
    }
}
