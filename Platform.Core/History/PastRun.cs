using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.History;

/// <summary>A tracked run as it was after some of its events, with the latest of its metrics then. Points that waited in the inbox count from the event on that took them over. Pure.</summary>
public static class PastRun
{
    /// <summary>The run; null if it had not begun.</summary>
    /// <param name="events">Of the run's stream, from its first on, with their binary parts.</param>
    public static RunWithMetrics? Of(IEnumerable<RecordedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        TrackedRun? run = null;
        var latest = new LatestFold(null);
        foreach (var recorded in events)
        {
            var data = (RunEvent)recorded.Data;
            run = TrackedRun.Evolve(run, data);
            if (data is MetricsLogged logged)
                latest.Add(logged.Block);
        }
        return run is null ? null : new RunWithMetrics(run, latest.Sorted());
    }
}
