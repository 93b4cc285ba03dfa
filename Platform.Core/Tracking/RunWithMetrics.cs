namespace Platform.Core.Tracking;

/// <summary>A run with the latest of each of its metrics.</summary>
/// <param name="Metrics">By key in ordinal order.</param>
public sealed record RunWithMetrics(TrackedRun Run, IReadOnlyList<LatestMetric> Metrics);
