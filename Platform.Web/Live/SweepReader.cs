using System.Collections.Concurrent;
using Platform.Core.Views;

namespace Platform.Web.Live;

/// <summary>
/// Reads sweeps with their runs once for all pages that show them: whoever asks gets what was read last if that has seen the events that they have, and of a sweep
/// that is known only the runs that have changed are read. Thread-safe.
/// </summary>
public sealed class SweepReader(PlatformViews views, TimeProvider time)
{
    // Over all sweeps, but for the one that is being read; a run takes a few kilobytes.
    private const int MostRuns = 20_000;

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>A sweep with its runs; null if there is none.</summary>
    /// <param name="through">The number of an event that must have been seen; null for the newest.</param>
    public async Task<SweepRuns?> ReadAsync(string sweep, long? through = null, CancellationToken stop = default)
    {
        var held = _held.GetOrAdd(sweep, _ => new Held());
        await held.Gate.WaitAsync(stop);
        try
        {
            held.Used = time.GetTimestamp();
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
        if (await views.SweepAsync(sweep, known?.Through ?? 0, stop) is not { } read)
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
            if (kept > MostRuns && sweep != asked)
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
