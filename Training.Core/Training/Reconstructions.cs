using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Pictures of rows and what a network made of them.</summary>
internal static class Reconstructions
{
    private const int Columns = 16, Most = 32;

    /// <summary>Pairs of lines: validation rows, and below each what the network rebuilt (a masked autoencoder: from the patches that it saw).</summary>
    public static Picture Show(torch.nn.Module<torch.Tensor, torch.Tensor> model, UnlabelledImages data, ReadOnlySpan<int> rows)
    {
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var shown = rows[..Math.Min(rows.Length, Most)].ToArray();
        var batch = data.Read(shown) with { Rows = shown };
        var shape = (ImageShape)data.Shape;
        var (before, after) = (data.Pixels(batch.Target).ToArray<float>(), data.Pixels(model.Answer(batch)).ToArray<float>());
        var pixels = new List<float>();
        for (var at = 0; at < shown.Length; at += Columns)
        {
            var (from, length) = (at * shape.Size, Math.Min(Columns, shown.Length - at) * shape.Size);
            foreach (var images in new[] { before, after })
            {
                pixels.AddRange(images.AsSpan(from, length));
                pixels.AddRange(new float[(Columns * shape.Size) - length]);
            }
        }

        return new Picture("Validation rows, and below each what was rebuilt", PictureGrid.Png(pixels.ToArray(), shape, Columns));
    }
}
