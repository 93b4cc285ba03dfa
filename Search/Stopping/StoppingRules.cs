namespace Search;

/// <summary>When a sweep has done enough: the first rule that holds ends it. A rule that is null is off.</summary>
public sealed record StoppingRules
{
    /// <summary>What sentences call the value.</summary>
    public string Metric { get; init; } = "a value of";

    /// <summary>At most so many trials are proposed, at least 1.</summary>
    public int? Trials { get; init; }

    /// <summary>At most so many seconds on the wall clock, above 0.</summary>
    public double? Seconds { get; init; }

    /// <summary>At most so many epochs of training over all trials, at least 1.</summary>
    public long? Epochs { get; init; }

    /// <summary>A value, in the metric's own sense, that is good enough.</summary>
    public double? Target { get; init; }

    /// <summary>So many trials ended in a row without improving the best value, at least 1.</summary>
    public int? NoImprovementTrials { get; init; }

    /// <summary>By how much the best value must improve to count, in the metric's units; 0 or more.</summary>
    public double NoImprovementDelta { get; init; }

    /// <summary>The gain expected of the next <see cref="ExpectedOver"/> trials, in the metric's units, below which going on is not worth it; above 0.</summary>
    public double? ExpectedGain { get; init; }

    /// <summary>Over how many further trials the gain is expected, at least 1.</summary>
    public int ExpectedOver { get; init; } = 20;
}
