using System.Collections.Concurrent;
using Platform.Core.Journal;
using Platform.Core.Studies;

namespace Platform.Core.History;

/// <summary>
/// The replays of the sweeps that somebody looks back at, one for all who do: each reads its events once, and after that only new ones. Those not asked for the longest are given up
/// as soon as all of them hold more than <see cref="SweepReplay.MostEvents"/> events. Thread-safe.
/// </summary>
public sealed class SweepReplays(EventJournal journal)
{
    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private long _asked;

    /// <summary>Asks a sweep's replay, once it knows the journal up to a number; only one question of a sweep is answered at a time.</summary>
    /// <param name="through">The number; null for the journal's end as it is now.</param>
    /// <param name="ask">Picks immutable things out.</param>
    /// <param name="read">Is told now and then how many events have been read.</param>
    /// <returns>The answer; the default of <typeparamref name="T"/> if there is no such sweep.</returns>
    /// <exception cref="Erasures.ErasedException">The sweep's contents were erased.</exception>
    /// <exception cref="InvalidInputException">The sweep has too many events.</exception>
    public async Task<T?> AskAsync<T>(string sweepId, long? through, Func<SweepReplay, T> ask, Action<int>? read = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var entry = _known.GetOrAdd(sweepId, _ => new Entry());
        entry.Asked = Interlocked.Increment(ref _asked);
        await entry.Gate.WaitAsync(stop);
        try
        {
            if (through is null || through > entry.UpTo || entry.Replay.Count == 0)
                await ReadOnAsync(sweepId, entry, read, stop);
            if (entry.Replay.Count > 0)
                return ask(entry.Replay);
            _known.TryRemove(sweepId, out _);
            return default;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task ReadOnAsync(string sweepId, Entry entry, Action<int>? read, CancellationToken stop)
    {
        var upTo = await journal.LastSequenceAsync(stop);
        if (upTo == entry.UpTo)
            return;
        try
        {
            await foreach (var recorded in SweepEvents.ReadAsync(journal, sweepId, upTo, stop, after: entry.UpTo))
            {
                entry.Replay.Take(recorded);
                if (entry.Replay.Count % 1_000 == 0)
                    read?.Invoke(entry.Replay.Count);
            }
        }
        catch
        {
            _known.TryRemove(sweepId, out _); // half read or erased
            throw;
        }
        entry.UpTo = upTo;
        while (_known.Count > 1 && _known.Values.Sum(known => (long)known.Replay.Count) > SweepReplay.MostEvents && _known.Where(known => known.Key != sweepId).MinBy(known => known.Value.Asked) is { Key: { } oldest })
            _known.TryRemove(oldest, out _);
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public SweepReplay Replay { get; } = new();

        /// <summary>Everything up to this number of the journal has been taken.</summary>
        public long UpTo { get; set; }

        public long Asked { get; set; }
    }
}
