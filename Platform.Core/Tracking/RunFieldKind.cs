namespace Platform.Core.Tracking;

/// <summary>The parts of a run that a question may name.</summary>
public enum RunFieldKind
{
    /// <summary>The latest value of a metric.</summary>
    Metric,

    Param,

    Tag,

    /// <summary>See <see cref="RunAttribute"/>.</summary>
    Attribute,

    /// <summary>A property of any of the run's data sets.</summary>
    Dataset,
}
