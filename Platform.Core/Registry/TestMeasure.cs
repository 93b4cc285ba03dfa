using Platform.Core.Experiments;

namespace Platform.Core.Registry;

/// <summary>The measure that sums a test up.</summary>
public static class TestMeasure
{
    // Language models have an accuracy too, but are judged by what is comparable between tokenizers: perplexity is of tokens, which each tokenizer cuts otherwise.
    private static readonly string[] ByRank = ["test_bits_per_character", "test_perplexity", "test_accuracy", "test_rmse", "test_mse", "test_loss"];

    /// <summary>The first of bits a character, perplexity, accuracy, RMSE, MSE and loss that was measured; null when none was.</summary>
    public static string? NameIn(IReadOnlyDictionary<string, double> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Array.Find(ByRank, metrics.ContainsKey);
    }

    /// <summary>Whether one value of a measure is worse than another; false where one of them is no number.</summary>
    public static bool IsWorse(string name, double value, double other) => Objective.DirectionOf(name) == Direction.Maximize ? value < other : value > other;
}
