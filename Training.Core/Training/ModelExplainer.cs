using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Models;
using Training.Core.Models.Trees;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Explains the answers of a trained network, whose weights take no gradients, by <see cref="IntegratedGradients"/>.</summary>
internal sealed class ModelExplainer(torch.nn.Module<torch.Tensor, torch.Tensor> model, CheckpointHeader header, TrainingSpec spec)
{
    /// <summary>Images (N, C, H, W), normalised, against a black one.</summary>
    public Explanation[] Images(torch.Tensor input, ImagePreparation fitted, string? asClass)
    {
        var black = torch.zeros(input.narrow(0, 0, 1).shape).add(torch.tensor<float>(fitted.Factors().Shift, 1, fitted.Mean.Count, 1, 1));
        return Each(input, row => Explain(row, black, model.call, asClass, shares => shares.ToArray<float>(), columns: null));
    }

    /// <summary>Prepared rows of a table (N, width) against a row whose numbers are 0, the means if they were standardised, and whose categories are unknown.</summary>
    public Explanation[] Rows(torch.Tensor input, TablePreparation fitted, string? asClass)
    {
        if (model is TreeModel)
            throw new NotSupportedException("Boosted trees have no gradients, so integrated gradients cannot explain them. Explain a network.");
        var (embed, rest, sizes) = model is IEmbeds embeds
            ? ((Func<torch.Tensor, torch.Tensor>)embeds.Embed, (Func<torch.Tensor, torch.Tensor>)embeds.FromEmbedded, embeds.EmbeddedSizes)
            : (row => row, model.call, []);
        string[] columns = [.. fitted.Numbers.Select(step => step.Name), .. fitted.Categories.Select(step => step.Name)];
        var baseline = embed(torch.tensor<float>(fitted.Neutral(), input.narrow(0, 0, 1).shape));
        var widths = Widths(fitted, sizes);
        return Each(input, row => Explain(embed(row), baseline, rest, asClass, shares => Sum(shares.ToArray<float>(), widths, columns.Length), columns));
    }

    private static Explanation[] Each(torch.Tensor input, Func<torch.Tensor, Explanation> explain) =>
        [.. Enumerable.Range(0, (int)input.shape[0]).Select(row =>
        {
            using var scope = torch.NewDisposeScope();
            return explain(input.narrow(0, row, 1));
        })];

    private Explanation Explain(
        torch.Tensor row, torch.Tensor baseline, Func<torch.Tensor, torch.Tensor> forward, string? asClass, Func<torch.Tensor, float[]> shares, string[]? columns)
    {
        var classes = header.Signature.Classes;
        var wanted = classes.Count == 0 ? 0 : asClass is null ? (int)forward(row).argmax(1).ToArray<long>()[0] : Known(classes, asClass);
        var (each, answer, from) = IntegratedGradients.Of(input => Answers(forward(input), wanted), row, baseline, RowsAtOnce.ToExplain(spec.Model.LargestTensor(header.Fitted.Sample(header.Signature))));
        var found = shares(each);
        return new Explanation(classes.Count == 0 ? null : classes[wanted], answer, from, found, columns, answer - from - found.Sum(share => (double)share));
    }

    private torch.Tensor Answers(torch.Tensor output, int wanted) => header.Fitted is TablePreparation { Target: var target } && header.Signature.Classes.Count == 0
        ? output.select(1, 0).mul(target.Scale).add(target.Center)
        : Losses.Probabilities(spec.Loss, output).select(1, wanted);

    private static int Known(IReadOnlyList<string> classes, string asClass) => classes.Index().FirstOrDefault(pair => pair.Item == asClass, (Index: -1, Item: "")).Index is >= 0 and var at
        ? at
        : throw new ArgumentException($"The model knows no class '{asClass}'. Its classes: {string.Join(", ", classes.Take(50))}.", nameof(asClass));

    // The column of each run of values, in the order of a prepared row with its categories looked up.
    private static (int Column, int Width)[] Widths(TablePreparation fitted, IReadOnlyList<int> sizes)
    {
        var categories = fitted.Categories.Index().Select(pair => (Column: fitted.Numbers.Count + pair.Index, pair.Item)).ToArray();
        return
        [
            .. fitted.Numbers.Index().Select(pair => (pair.Index, pair.Item.Flag ? 2 : 1)),
            .. categories.Where(pair => pair.Item.OneHot).Select(pair => (pair.Column, pair.Item.Cardinality)),
            .. categories.Where(pair => !pair.Item.OneHot).Zip(sizes, (pair, size) => (pair.Column, size)),
        ];
    }

    private static float[] Sum(float[] shares, (int Column, int Width)[] widths, int columns)
    {
        var sums = new float[columns];
        var at = 0;
        foreach (var (column, width) in widths)
        {
            sums[column] += shares.AsSpan(at, width).ToArray().Sum();
            at += width;
        }

        return sums;
    }
}
