namespace Platform.Core.Tracking;

/// <summary>A page of runs.</summary>
/// <param name="Runs">In the order asked for, each with its latest metrics.</param>
/// <param name="NextPageToken">For the next page; null after the last one. It names the last run's place in the order, so runs that come or go do not move it.</param>
public sealed record RunPage(IReadOnlyList<RunWithMetrics> Runs, string? NextPageToken);
