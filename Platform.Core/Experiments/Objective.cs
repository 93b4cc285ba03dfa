namespace Platform.Core.Experiments;

/// <summary>Which metric of an epoch a sweep optimises, and in which direction.</summary>
public sealed record Objective(string Metric, Direction Direction)
{
    public static Objective Default { get; } = new("validation_accuracy", Direction.Maximize);

    /// <summary>True if <paramref name="value"/> beats <paramref name="other"/>; NaN never does.</summary>
    public bool IsBetter(double value, double? other) =>
        !double.IsNaN(value) && (other is not { } o || double.IsNaN(o) || (Direction == Direction.Maximize ? value > o : value < o));

    /// <summary>The value as the search library wants it: smaller is better.</summary>
    public double ToMinimised(double value) => Direction == Direction.Maximize ? -value : value;
}
