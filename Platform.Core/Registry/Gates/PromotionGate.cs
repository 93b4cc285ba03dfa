namespace Platform.Core.Registry;

/// <summary>One condition of a promotion.</summary>
/// <param name="Metric">A measure of the version's test, such as <c>test_accuracy</c>; for groups with or without <c>test_</c>; or <see cref="Latency"/>.</param>
/// <param name="Limit">The bound, or by how much the measure may be worse (0 or more), in the measure's own unit.</param>
/// <param name="Column">Only the groups of this column; null for those of every column, and for other kinds.</param>
public sealed record PromotionGate(GateKind Kind, string Metric, double Limit, string? Column = null)
{
    /// <summary>Gates of a model.</summary>
    public const int Most = 20;

    /// <summary>The measure that is taken for the promotion: milliseconds in which 99 of 100 single answers come.</summary>
    public const string Latency = "latency_p99_ms";
}
