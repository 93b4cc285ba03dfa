namespace Platform.Core.Tracking;

/// <summary>The parts of a run that a question may name.</summary>
public enum RunFieldKind
{
    /// <summary>A number of a metric, see <see cref="MetricPart"/>.</summary>
    Metric,

    Param,

    Tag,

    /// <summary>See <see cref="RunAttribute"/>.</summary>
    Attribute,

    /// <summary>A property of any of the run's data sets.</summary>
    Dataset,

    /// <summary>A property of any model that the run logged and that is not deleted.</summary>
    Model,
}
