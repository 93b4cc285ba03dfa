using System.Collections.Concurrent;
using Platform.Core.Views;

namespace Platform.Web.Live;

/// <summary>
/// Reads sweeps with their runs once for all pages that show them: whoever asks gets what was read last if that has seen the events that they have, and of a sweep
/// that is known only the runs that have changed are read. Thread-safe.
/// </summary>
public sealed class SweepReader
{
    // Over all sweeps, but for the one that is being read; a run takes a few kilobytes.
    private const int MostRuns = 20_000;

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly PlatformViews _views;
    private readonly TimeProvider _time;
    private readonly int _most;

    /// <param name="views">Where the sweeps are read.</param>
    /// <param name="time">Says which was asked for last.</param>
    public SweepReader(PlatformViews views, TimeProvider time)
        : this(views, time, MostRuns)
    {
    }

    /// <param name="views">Where the sweeps are read.</param>
    /// <param name="time">Says which was asked for last.</param>
    /// <param name="mostRuns">How many runs of all sweeps are held; a sweep counts as one more.</param>
    internal SweepReader(PlatformViews views, TimeProvider time, int mostRuns) => (_views, _time, _most) = (views, time, mostRuns);

    /// <summary>A sweep with its runs; null if there is none.</summary>
    /// <param name="through">The number of an event that must have been seen; null for the newest.</param>
    public async Task<SweepRuns?> ReadAsync(string sweep, long? through = null, CancellationToken stop = default)
    {
        var held = _held.GetOrAdd(sweep, _ => new Held());
        await held.Gate.WaitAsync(stop);
        try
        {
            held.Used = _time.GetTimestamp();
            if (held.Known is { } known && through <= known.Through)
                return known;
            held.Known = await ReadOnAsync(sweep, held.Known, stop);
        }
        finally
        {
            held.Gate.Release();
        }
        Forget(sweep);
        return held.Known;
    }

    private async Task<SweepRuns?> ReadOnAsync(string sweep, SweepRuns? known, CancellationToken stop)
    {
        if (await _views.SweepAsync(sweep, known?.Through ?? 0, stop) is not { } read)
            return null;
        if (known is not null && read.Trials.Count == 0)
            return new SweepRuns(read.Experiment, known.Runs, read.BasedOn);
        var runs = known is null ? new Dictionary<string, TrialView>(StringComparer.Ordinal) : new(known.Runs, StringComparer.Ordinal);
        foreach (var run in read.Trials)
            runs[run.Id] = run;
        return new SweepRuns(read.Experiment, runs, read.BasedOn);
    }

    // The sweeps that were asked for longest ago go first; whoever is reading one of them keeps it.
    private void Forget(string asked)
    {
        var kept = 0;
        foreach (var (sweep, held) in _held.OrderByDescending(h => h.Key == asked).ThenByDescending(h => h.Value.Used))
        {
            kept += 1 + (held.Known?.Runs.Count ?? 0);
            if (kept > _most && sweep != asked)
                _held.TryRemove(sweep, out _);
        }
    }

    private sealed class Held
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public SweepRuns? Known { get; set; }

        public long Used { get; set; }
    }
}
