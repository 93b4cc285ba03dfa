namespace Platform.Core.Tracking;

/// <summary>Which number of a metric a question looks at.</summary>
public enum MetricPart
{
    /// <summary>The value of its greatest point by step, then time, then value.</summary>
    Last,

    /// <summary>Its smallest value that is a number.</summary>
    Min,

    /// <summary>Its greatest value that is a number.</summary>
    Max,

    /// <summary>How many points were logged.</summary>
    Count,

    /// <summary>The greatest step.</summary>
    LastStep,

    /// <summary>The value at a step: of the last point that is not after it. Absent while the metric has not come so far.</summary>
    At,
}
