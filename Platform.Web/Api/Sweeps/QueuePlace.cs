using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>A sweep's place among those that wait for slots: 1 is served next, 0 waits for nothing.</summary>
public sealed record QueuePlace(int Position, int WaitingLanes, int RunningLanes)
{
    /// <summary>Where a sweep stands in the scheduler's queue.</summary>
    public static QueuePlace Of(string experimentId, IReadOnlyList<QueueView> queue) =>
        queue.FirstOrDefault(sweep => sweep.ExperimentId == experimentId) is { } own ? new(own.Position, own.WaitingLanes, own.RunningLanes) : new(0, 0, 0);
}
