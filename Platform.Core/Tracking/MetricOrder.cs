namespace Platform.Core.Tracking;

/// <summary>The order of a metric's points; ties by what is left of step, time and value.</summary>
public enum MetricOrder
{
    /// <summary>By step, then time, then value.</summary>
    ByStep,

    /// <summary>By time, then step, then value.</summary>
    ByTime,

    /// <summary>As <see cref="ByTime"/>, the latest first.</summary>
    NewestFirst,
}
