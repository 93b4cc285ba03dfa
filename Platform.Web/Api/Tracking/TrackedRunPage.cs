using Platform.Core.Tracking;

namespace Platform.Web.Api;

/// <summary>A page of tracked runs.</summary>
/// <param name="Total">How many runs the question finds.</param>
/// <param name="NextPageToken">The query's <c>page</c> for the next runs; null after the last.</param>
public sealed record TrackedRunPage(IReadOnlyList<RunWithMetrics> Items, int Total, string? NextPageToken);
