using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.History;

/// <summary>
/// A tracked run as it was after some of its events, with the latest of its metrics then. Points that waited in the inbox count from the event on that took them over.
/// It keeps no event: their binary parts may be large.
/// </summary>
internal sealed class PastRun
{
    private readonly LatestFold _latest = new(null);
    private TrackedRun? _run;

    /// <summary>Takes the next event of the run's stream in, with its binary part.</summary>
    public void Add(RecordedEvent recorded)
    {
        var data = (RunEvent)recorded.Data;
        _run = TrackedRun.Evolve(_run, data);
        if (data is MetricsLogged logged)
            _latest.Add(logged.Block);
    }

    /// <summary>The run; null if it had not begun.</summary>
    public RunWithMetrics? ToRun() => _run is null ? null : new RunWithMetrics(_run, _latest.Sorted());
}
