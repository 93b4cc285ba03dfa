namespace Platform.Cli.Api;

/// <summary>A tracked run as the REST API answers it; only what the command line shows.</summary>
public sealed record TrackedRunItem(
    string Id, string ExperimentId, string Name, string User, string Status, string Lifecycle, long StartTime, long? EndTime, IReadOnlyDictionary<string, string> Params,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyList<TrackedMetricItem> Metrics);

/// <summary>The latest of a metric.</summary>
public sealed record TrackedMetricItem(string Key, TrackedPointItem Last, double Min, double Max, long Count);

/// <summary>A point of a metric; the time is Unix milliseconds.</summary>
public sealed record TrackedPointItem(long Step, long Time, double Value);
