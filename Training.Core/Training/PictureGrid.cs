using Training.Core.Data;

namespace Training.Core;

/// <summary>Images side by side as one PNG.</summary>
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
        var grid = new ImageShape(shape.Channels, (rows * (shape.Height + Gap)) - Gap, (columns * (shape.Width + Gap)) - Gap);
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
}
