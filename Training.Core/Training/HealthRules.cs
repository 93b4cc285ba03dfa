using System.Globalization;
using Training.Core.Data;
using Training.Core.Data.Tables;

namespace Training.Core;

/// <summary>When numbers of an epoch are worth a warning. Pure; each threshold is a rule of thumb, wide of what healthy trainings show.</summary>
internal static class HealthRules
{
    private const double ExplodingNorm = 1e3;
    private const double VanishingRatio = 1e-4; // of a layer's root mean square gradient to the largest layer's
    private const double DeadShare = 0.5;
    private const double GapRatio = 1.5, LeastGap = 0.1;

    /// <summary>All warnings of an epoch.</summary>
    /// <param name="gradients">By layer: norm and number of elements.</param>
    /// <param name="dead">By ReLU layer: dead units and all units.</param>
    /// <param name="trainLoss">Of the epoch.</param>
    /// <param name="validationLoss">Of the epoch.</param>
    public static IReadOnlyList<string> Warnings(
        IReadOnlyList<(string Layer, double Norm, long Elements)> gradients, IReadOnlyList<(string Layer, int Dead, int Units)> dead, double trainLoss, double validationLoss) =>
    [
        .. Exploding(gradients), .. Vanishing(gradients), .. Dead(dead), .. Overfitting(trainLoss, validationLoss),
    ];

    /// <summary>What to say of a precision that this processor has no instructions for; nothing on a GPU.</summary>
    public static IEnumerable<string> SlowPrecision(TrainingSpec spec, bool processorMultipliesBfloat16)
    {
        if (spec is { Precision: "bfloat16", Device: "cpu" } && !processorMultipliesBfloat16)
            yield return "Slow precision: this processor has no instructions for bfloat16, so products take many times as long as in float32. Use precision float32 here.";
    }

    /// <summary>What to say of a test part that knows the future of the training rows; nothing of data that are no table.</summary>
    public static IEnumerable<string> LeakingTest(TrainingSpec spec, Dataset data)
    {
        if (spec.Data.SplitBy.Method == "time" && data is TableDataset { TestDrawn: true })
            yield return $"Leaking test: validation follows the training rows in time, but the test rows of '{data.Name}' were drawn at random from among them. Give test_rows, which takes the last ones, or a test file in {TableManifest.FileName}.";
    }

    private static IEnumerable<string> Exploding(IReadOnlyList<(string Layer, double Norm, long Elements)> gradients)
    {
        var norm = Math.Sqrt(gradients.Sum(layer => layer.Norm * layer.Norm));
        if (norm <= ExplodingNorm)
            yield break;
        yield return Text($"Exploding gradients: their common norm is {norm:G3}, most of it in '{gradients.MaxBy(layer => layer.Norm).Layer}'. Set clip_norm or lower learning_rate.");
    }

    private static IEnumerable<string> Vanishing(IReadOnlyList<(string Layer, double Norm, long Elements)> gradients)
    {
        var sizes = gradients.Where(layer => layer.Norm > 0).Select(layer => (layer.Layer, Size: layer.Norm / Math.Sqrt(layer.Elements))).ToArray();
        if (sizes.Length < 2)
            yield break;
        var (largest, smallest) = (sizes.MaxBy(layer => layer.Size), sizes.MinBy(layer => layer.Size));
        if (smallest.Size < VanishingRatio * largest.Size)
            yield return Text($"Vanishing gradients: those of '{smallest.Layer}' are {largest.Size / smallest.Size:G2} times smaller than those of '{largest.Layer}'. Use fewer layers, relu or gelu, or normalisation.");
    }

    private static IEnumerable<string> Dead(IReadOnlyList<(string Layer, int Dead, int Units)> dead) =>
        from layer in dead
        where layer.Dead > DeadShare * layer.Units
        select Text($"Dead units: {layer.Dead} of {layer.Units} in '{layer.Layer}' answer 0 to every row of a validation batch. Lower learning_rate, or use gelu or silu.");

    private static IEnumerable<string> Overfitting(double trainLoss, double validationLoss)
    {
        if (validationLoss - trainLoss > LeastGap && validationLoss > GapRatio * trainLoss)
            yield return Text($"Overfitting: the validation loss {validationLoss:G3} is far above the training loss {trainLoss:G3}. Stop earlier (early_stopping), or use more data, dropout, noise or weight_decay.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
