using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Web.Layout;

namespace Platform.Web.Live;

/// <summary>
/// Reads what the home page shows, once for all who look at it: whoever asks gets what was read last if that has seen the events that they have, and one reading, at most five a second,
/// serves all who wait for it. Of each sweep only what is new is read. Thread-safe.
/// </summary>
public sealed class HomeReader(PlatformViews views, SweepTrends trends, TrackingOverview overview, EventJournal journal, LaneQueueView queue, SiloTable silos, TimeProvider time) : IDisposable
{
    /// <summary>How many of the newest failed trials are read; there may be more.</summary>
    public const int MostFailures = 6;

    private const int LatestRuns = 5;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SemaphoreSlim _fleetGate = new(1);
    private HomeView? _known;
    private (IReadOnlyList<SiloView> Silos, IReadOnlyList<QueueView> Queue) _fleet = ([], []);
    private long _readAt;
    private long _fleetAt;
    private long _readings;

    /// <summary>How many of the newest sweeps are read for everybody.</summary>
    public int MostSweeps { get; init; } = 200;

    /// <summary>How often the database was asked for all of it so far.</summary>
    internal long Readings => Interlocked.Read(ref _readings);

    /// <summary>What there is, everything up to an event of the journal included.</summary>
    /// <param name="through">The event's number; null for the newest.</param>
    public async Task<HomeView> ReadAsync(long? through = null, CancellationToken stop = default)
    {
        var asked = through ?? await journal.LastSequenceAsync(stop);
        await _gate.WaitAsync(stop);
        try
        {
            if (_known is { } known && known.Through >= asked)
                return known;
            if (_known is not null && time.GetElapsedTime(_readAt) is var since && since < JournalFeed.Rhythm)
                await Task.Delay(JournalFeed.Rhythm - since, time, stop);
            var end = await journal.LastSequenceAsync(stop);
            var read = await ReadAllAsync(stop) with { Through = end };
            (_known, _readAt) = (read, time.GetTimestamp());
            return read;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The live silos and the scheduler's queue, which move without events; at most two seconds old.</summary>
    public async Task<(IReadOnlyList<SiloView> Silos, IReadOnlyList<QueueView> Queue)> FleetAsync(CancellationToken stop = default)
    {
        await _fleetGate.WaitAsync(stop);
        try
        {
            if (_fleetAt == 0 || time.GetElapsedTime(_fleetAt) >= Fresh)
            {
                _fleet = (await silos.LiveAsync(SiloStatus.Within, stop), await queue.ReadAsync(stop));
                _fleetAt = time.GetTimestamp();
            }
            return _fleet;
        }
        finally
        {
            _fleetGate.Release();
        }
    }

    /// <summary>The newest sweeps with their best-so-far curves, for somebody who wants to see more of them than everybody does.</summary>
    /// <param name="most">How many, those that everybody sees included.</param>
    /// <param name="archived">Those that were archived, instead of the others.</param>
    public async Task<(IReadOnlyList<ExperimentView> Sweeps, IReadOnlyDictionary<string, IReadOnlyList<double>> Trends)> NewestAsync(int most, bool archived = false, CancellationToken stop = default)
    {
        var sweeps = await views.ExperimentsAsync(most, archived: archived, cancellation: stop);
        var curves = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        foreach (var sweep in sweeps)
            curves[sweep.Id] = await trends.OfAsync(sweep, stop);
        return (sweeps, curves);
    }

    public void Dispose()
    {
        _gate.Dispose();
        _fleetGate.Dispose();
    }

    private async Task<HomeView> ReadAllAsync(CancellationToken stop)
    {
        Interlocked.Increment(ref _readings);
        var (sweeps, curves) = await NewestAsync(MostSweeps, stop: stop);
        return new HomeView(sweeps, curves, await FailuresAsync(sweeps, stop), await overview.LatestRunsAsync(LatestRuns, stop)) 
        {
            Counts = await views.CountExperimentsAsync(stop), Archived = await views.CountArchivedAsync(stop),
        };
    }

    // Asked for only when there are others than before.
    private async Task<IReadOnlyList<TrialView>> FailuresAsync(IReadOnlyList<ExperimentView> sweeps, CancellationToken stop)
    {
        var failed = Failed(sweeps);
        if (_known is { } known && failed.SequenceEqual(Failed(known.Sweeps)))
            return known.Failures;
        return failed.Length == 0 ? [] : await views.FailedTrialsAsync([.. failed.Select(f => f.Id)], MostFailures, stop);

        static (string Id, int Failed)[] Failed(IReadOnlyList<ExperimentView> of) => [.. of.Where(s => s.Failed > 0).Select(s => (s.Id, s.Failed))];
    }
}
