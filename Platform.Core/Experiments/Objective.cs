namespace Platform.Core.Experiments;

/// <summary>Which metric of an epoch a sweep optimises, and in which direction.</summary>
public sealed record Objective(string Metric, Direction Direction)
{
    public static Objective Default { get; } = new("validation_accuracy", Direction.Maximize);

    // Ends of metrics of which less is better.
    private static readonly string[] Shrinking = ["loss", "seconds", "rmse", "mse", "mae", "mape", "perplexity", "bits_per_character", "error", "frechet", "false_positive_rate"];

    /// <summary>The direction in which a metric is better, by its name: accuracies grow, losses, errors and costs shrink.</summary>
    public static Direction DirectionOf(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric == "parameters" || Array.Exists(Shrinking, end => metric.EndsWith(end, StringComparison.Ordinal)) ? Direction.Minimize : Direction.Maximize;
    }

    /// <summary>Whether more or less of a measure is better at all: a share such as <c>selection_rate</c> is neither.</summary>
    public static bool HasDirection(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return !metric.EndsWith("selection_rate", StringComparison.Ordinal);
    }

    /// <summary>True if <paramref name="value"/> beats <paramref name="other"/>; NaN never does.</summary>
    public bool IsBetter(double value, double? other) =>
        !double.IsNaN(value) && (other is not { } o || double.IsNaN(o) || (Direction == Direction.Maximize ? value > o : value < o));

    /// <summary>The value as the search library wants it: smaller is better.</summary>
    public double ToMinimised(double value) => Direction == Direction.Maximize ? -value : value;
}
