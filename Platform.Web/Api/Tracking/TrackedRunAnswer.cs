using Platform.Core.Tracking;

namespace Platform.Web.Api;

/// <summary>A tracked run with the latest of each of its metrics.</summary>
/// <param name="Status">The run's.</param>
/// <param name="Lifecycle">active or deleted.</param>
/// <param name="StartTime">Unix milliseconds, as the program said.</param>
/// <param name="EndTime">Unix milliseconds; null while it has none.</param>
public sealed record TrackedRunAnswer(
    string Id, string ExperimentId, string Name, string User, RunStatus Status, Lifecycle Lifecycle, long StartTime, long? EndTime, string? ParentRunId,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<LatestMetric> Metrics)
{
    internal static TrackedRunAnswer Of(RunWithMetrics found) => new(
        found.Run.Id, found.Run.ExperimentId, found.Run.Name, found.Run.User, found.Run.Status, found.Run.Lifecycle, found.Run.StartTime, found.Run.EndTime, found.Run.ParentRunId,
        found.Run.Params, found.Run.Tags, found.Metrics);
}
