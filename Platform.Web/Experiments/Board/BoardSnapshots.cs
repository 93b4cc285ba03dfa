using Platform.Core.Views;
using Platform.Web.Live;

namespace Platform.Web.Experiments.Board;

/// <summary>
/// What a sweep's charts and table need at first, for all who look at it: the browser asks for it while the page's connection is made, and the page then tells only what is new since.
/// Made once for each reading of a sweep. Thread-safe.
/// </summary>
public sealed class BoardSnapshots(SweepReader reader)
{
    // Of the newest readings; a page whose snapshot has gone is told everything.
    private const int Most = 8;

    private readonly Lock _gate = new();
    private readonly List<Entry> _newest = [];

    /// <summary>The snapshot of a sweep as it is now; null if there is none.</summary>
    public async Task<BoardSnapshot?> OfAsync(string sweep, CancellationToken stop = default)
    {
        if (await reader.ReadAsync(sweep, stop: stop) is not { } read)
            return null;
        Entry? entry;
        lock (_gate)
        {
            entry = _newest.Find(known => ReferenceEquals(known.Runs, read.Runs) && known.Changes == read.Sweep.Changes.Count);
            if (entry is null)
            {
                var key = Guid.NewGuid().ToString("N"); // also no key of another server
                _newest.Add(entry = new Entry(key, read.Runs, read.Sweep.Changes.Count, new Lazy<BoardSnapshot>(() => Make(key, read))));
                if (_newest.Count > Most)
                    _newest.RemoveAt(0);
            }
        }
        return entry.Snapshot.Value;
    }

    /// <summary>The snapshot that a browser says it has; null if it is not known any more.</summary>
    public BoardSnapshot? Find(string key)
    {
        lock (_gate)
            return _newest.Find(known => known.Key == key)?.Snapshot.Value;
    }

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
        return new BoardSnapshot(key, trials, [.. columns.Select(column => column.Key)], objective.Metric, feed.Stride, BoardBytes.Of(message));
    }

    private sealed record Entry(string Key, IReadOnlyDictionary<string, TrialView> Runs, int Changes, Lazy<BoardSnapshot> Snapshot);
}
