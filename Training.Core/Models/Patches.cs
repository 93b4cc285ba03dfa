using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>Images as sequences of square patches, row by row (Dosovitskiy et al. 2021).</summary>
internal static class Patches
{
    /// <summary>Patches of one image.</summary>
    /// <param name="image">Its shape.</param>
    /// <param name="patch">Side of a patch in pixels.</param>
    /// <param name="field">That gives it, for the message.</param>
    /// <exception cref="SpecException">They do not fill it.</exception>
    public static int Count(ImageShape image, int patch, string field) => image.Height % patch == 0 && image.Width % patch == 0
        ? image.Height / patch * (image.Width / patch)
        : throw new SpecException(field, $"patches of {patch} pixels do not fill an image of {image}. Give a number that divides both sides.");

    /// <summary>(N, C, H, W) to (N, H/p · W/p, C·p·p).</summary>
    public static torch.Tensor Cut(torch.Tensor input, ImageShape image, int patch)
    {
        var (rows, columns) = (image.Height / patch, image.Width / patch);
        return input.reshape(-1, image.Channels, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5).reshape(-1, rows * columns, image.Channels * patch * patch);
    }

    /// <summary>The way back: (N, H/p · W/p, C·p·p) to (N, C, H, W).</summary>
    public static torch.Tensor Join(torch.Tensor patches, ImageShape image, int patch)
    {
        var (rows, columns) = (image.Height / patch, image.Width / patch);
        return patches.reshape(-1, rows, columns, image.Channels, patch, patch).permute(0, 3, 1, 4, 2, 5).reshape(-1, image.Channels, image.Height, image.Width);
    }
}
