using Platform.Core.Experiments;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>Which sweeps want slots: highest priority first, then the one that runs the fewest lanes, then the oldest.</summary>
public static class SweepQueue
{
    /// <summary>The running sweeps that still want lanes, in the order in which they are served.</summary>
    public static IReadOnlyList<QueuedSweep> Of(IEnumerable<ExperimentView> sweeps) =>
    [
        .. sweeps.Where(s => s.Status == ExperimentStatus.Running)
            .Select(s => (Sweep: s, Running: Math.Min(s.Running, s.Spec.Parallelism), Wanted: WantedLanes(s)))
            .Where(q => q.Wanted > 0)
            .OrderByDescending(q => q.Sweep.Priority).ThenBy(q => q.Running).ThenBy(q => q.Sweep.CreatedAt).ThenBy(q => q.Sweep.Id, StringComparer.Ordinal)
            .Select(q => new QueuedSweep(q.Sweep.Id, q.Sweep.Name, q.Sweep.Priority, Math.Max(0, q.Wanted - q.Running), q.Running)),
    ];

    /// <summary>Where a sweep stands: 1 is served next; 0 when it waits for nothing.</summary>
    public static QueuePlace PlaceOf(string experimentId, IReadOnlyList<QueuedSweep> queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var waiting = queue.Where(q => q.WaitingLanes > 0).ToList();
        var own = queue.FirstOrDefault(q => q.ExperimentId == experimentId);
        return new QueuePlace(1 + waiting.FindIndex(q => q.ExperimentId == experimentId), own?.WaitingLanes ?? 0, own?.RunningLanes ?? 0);
    }

    // Never more lanes than there is work for.
    private static int WantedLanes(ExperimentView s)
    {
        var ended = s.Completed + s.Pruned + s.Failed + s.Cancelled;
        return Math.Min(s.Spec.Parallelism, s.Spec.Trials - ended);
    }
}
