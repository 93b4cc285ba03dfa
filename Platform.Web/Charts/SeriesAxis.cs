namespace Platform.Web.Charts;

/// <summary>What a <see cref="SeriesChart"/>'s horizontal axis counts.</summary>
public enum SeriesAxis
{
    Step,

    /// <summary>Milliseconds since the run began.</summary>
    Elapsed,

    /// <summary>Unix milliseconds.</summary>
    Clock,
}
