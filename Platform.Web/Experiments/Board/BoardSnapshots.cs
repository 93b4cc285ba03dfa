using Platform.Core.Views;
using Platform.Web.Live;

namespace Platform.Web.Experiments.Board;

/// <summary>
/// What a sweep's charts and table need at first, for all who look at it: the browser asks for it while the page's connection is made, and the page then tells only what is new since.
/// Made once for each reading of a sweep. Thread-safe.
/// </summary>
public sealed class BoardSnapshots
{
    // Over all snapshots, but for the one that was asked for last; a page whose snapshot has gone is told everything.
    private const int MostRuns = 20_000;

    // A page tells what its browser has seconds after the browser has asked for it.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Entry> _held = [];
    private readonly SweepReader _reader;
    private readonly TimeProvider _time;
    private readonly int _most;

    /// <param name="reader">Where the sweeps are read.</param>
    /// <param name="time">Says which was asked for last, and how long ago.</param>
    public BoardSnapshots(SweepReader reader, TimeProvider time)
        : this(reader, time, MostRuns)
    {
    }

    /// <param name="reader">Where the sweeps are read.</param>
    /// <param name="time">Says which was asked for last, and how long ago.</param>
    /// <param name="mostRuns">How many runs of all snapshots are held; a snapshot counts as one more.</param>
    internal BoardSnapshots(SweepReader reader, TimeProvider time, int mostRuns) => (_reader, _time, _most) = (reader, time, mostRuns);

    /// <summary>The snapshot of a sweep as it is now; null if there is none.</summary>
    public async Task<BoardSnapshot?> OfAsync(string sweep, CancellationToken stop = default)
    {
        var read = await _reader.ReadAsync(sweep, stop: stop);
        Entry? entry;
        lock (_gate)
        {
            _held.RemoveAll(IsOld);
            if (read is null)
            {
                _held.RemoveAll(known => known.Sweep == sweep);
                return null;
            }
            entry = _held.Find(known => ReferenceEquals(known.Runs, read.Runs) && known.Changes == read.Sweep.Changes.Count);
            if (entry is null)
            {
                var key = Guid.NewGuid().ToString("N"); // also no key of another server
                _held.Add(entry = new Entry(key, sweep, read.Runs, read.Sweep.Changes.Count, new Lazy<BoardSnapshot>(() => Make(key, read))));
            }
            entry.Asked = _time.GetTimestamp();
            Forget(entry);
        }
        return entry.Snapshot.Value;
    }

    /// <summary>The snapshot that a browser says it has; null if it is not known any more.</summary>
    public BoardSnapshot? Find(string key)
    {
        lock (_gate)
        {
            _held.RemoveAll(IsOld);
            return _held.Find(known => known.Key == key)?.Snapshot.Value;
        }
    }

    // Those that were asked for longest ago go first.
    private void Forget(Entry asked)
    {
        var kept = 0;
        foreach (var entry in _held.OrderByDescending(known => ReferenceEquals(known, asked)).ThenByDescending(known => known.Asked).ToList())
        {
            kept += 1 + entry.Runs.Count;
            if (kept > _most && !ReferenceEquals(entry, asked))
                _held.Remove(entry);
        }
    }

    private bool IsOld(Entry entry) => _time.GetElapsedTime(entry.Asked) > Kept;

    private static BoardSnapshot Make(string key, SweepRuns read)
    {
        var (space, objective) = (read.Sweep.Spec.ParseSpace(), read.Sweep.Spec.Objective);
        var trials = read.Runs.Values.Where(run => run.ReproducesTrialId is null).OrderBy(run => run.Number).ToList();
        var all = TrialColumns.All(space, objective, []);
        var columns = TrialColumns.Usual(space).Select(usual => all.First(column => column.Key == usual)).ToList();
        var settings = new BoardSettings(read.Sweep.Id, Maximize: false, 0, 0, []);
        var feed = new BoardFeed();
        var everything = feed.Next(new BoardPicture(trials, BoardAxis.Of(space, objective), columns, [], [], objective.Metric, TrialGroups.Nothing, [], settings))!;
        // What else there is depends on the page's address: the page tells it.
        var message = new Dictionary<string, object>(StringComparer.Ordinal) { ["key"] = key };
        foreach (var part in new[] { "axes", "rows", "curves" })
        {
            if (everything.TryGetValue(part, out var told))
                message[part] = told;
        }
        return new BoardSnapshot(key, read.Sweep.Changes.Count, trials, [.. columns.Select(column => column.Key)], objective.Metric, feed.Stride, BoardBytes.Of(message));
    }

    private sealed class Entry(string key, string sweep, IReadOnlyDictionary<string, TrialView> runs, int changes, Lazy<BoardSnapshot> snapshot)
    {
        public string Key { get; } = key;

        public string Sweep { get; } = sweep;

        public IReadOnlyDictionary<string, TrialView> Runs { get; } = runs;

        public int Changes { get; } = changes;

        public Lazy<BoardSnapshot> Snapshot { get; } = snapshot;

        public long Asked { get; set; }
    }
}
