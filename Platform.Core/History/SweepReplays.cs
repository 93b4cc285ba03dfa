using System.Collections.Concurrent;
using Platform.Core.Journal;
using Platform.Core.Studies;

namespace Platform.Core.History;

/// <summary>
/// The replays of the sweeps that somebody looks back at, one for all who do: each reads its events once, and after that only new ones. All of them together hold at most
/// <see cref="SweepReplay.MostEvents"/> events, and some 400,000 more while several are read: whenever it would be more, those not asked for the longest are given up, and of long ones
/// one is read at a time. Thread-safe.
/// </summary>
public sealed class SweepReplays : IDisposable
{
    private const int FewAtOnce = 4;

    private readonly EventJournal _journal;
    private readonly int _most;
    private readonly int _long;
    private readonly int _step;
    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _few = new(FewAtOnce, FewAtOnce);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _room = new();
    private long _asked;

    /// <param name="journal">Where the sweeps' events are.</param>
    public SweepReplays(EventJournal journal)
        : this(journal, SweepReplay.MostEvents, longEvents: 100_000, step: 1_000)
    {
    }

    /// <param name="journal">Where the sweeps' events are.</param>
    /// <param name="mostEvents">That all replays hold together when none is read.</param>
    /// <param name="longEvents">A replay of more is read while no other long one is.</param>
    /// <param name="step">Room is made, and progress told, whenever so many have been read.</param>
    internal SweepReplays(EventJournal journal, int mostEvents, int longEvents, int step) => (_journal, _most, _long, _step) = (journal, mostEvents, longEvents, step);

    /// <summary>The events that all replays hold now.</summary>
    internal long Held => _known.Values.Sum(known => (long)known.Replay.Count);

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
        while (true)
        {
            var entry = _known.GetOrAdd(sweepId, _ => new Entry());
            entry.Asked = Interlocked.Increment(ref _asked);
            await entry.Gate.WaitAsync(stop);
            try
            {
                if (!IsKnown(sweepId, entry))
                    continue; // given up while it was waited for
                if ((through is null || through > entry.UpTo || entry.Replay.Count == 0) && !await TryReadOnAsync(sweepId, entry, read, stop))
                    continue;
                if (entry.Replay.Count > 0)
                    return ask(entry.Replay);
                Forget(sweepId, entry);
                return default;
            }
            finally
            {
                entry.Gate.Release();
            }
        }
    }

    public void Dispose()
    {
        _few.Dispose();
        _one.Dispose();
    }

    // False if it was given up before its turn came.
    private async Task<bool> TryReadOnAsync(string sweepId, Entry entry, Action<int>? read, CancellationToken stop)
    {
        var upTo = await _journal.LastSequenceAsync(stop);
        if (upTo == entry.UpTo)
            return true;
        for (var alone = entry.Replay.Count >= _long; ; alone = true)
        {
            var turn = alone ? _one : _few;
            await turn.WaitAsync(stop);
            try
            {
                lock (_room)
                {
                    if (!IsKnown(sweepId, entry))
                        return false;
                    entry.IsRead = true;
                }
                if (await ReadAsync(sweepId, entry, upTo, alone, read, stop))
                    return true;
            }
            catch
            {
                Forget(sweepId, entry); // half read or erased
                throw;
            }
            finally
            {
                entry.IsRead = false;
                turn.Release();
            }
        }
    }

    // False if it turned out to be long while another long one is read: it begins again, without holding anything, when that is done.
    private async Task<bool> ReadAsync(string sweepId, Entry entry, long upTo, bool alone, Action<int>? read, CancellationToken stop)
    {
        var became = false;
        try
        {
            await foreach (var recorded in SweepEvents.ReadAsync(_journal, sweepId, upTo, stop, after: entry.UpTo))
            {
                entry.Replay.Take(recorded);
                if (entry.Replay.Count % _step != 0)
                    continue;
                MakeRoom(sweepId);
                read?.Invoke(entry.Replay.Count);
                if (alone || became || entry.Replay.Count < _long)
                    continue;
                became = await _one.WaitAsync(0, stop);
                if (!became)
                {
                    entry.Clear();
                    return false;
                }
            }
            entry.UpTo = upTo;
            entry.IsRead = false; // before the next long one gets its turn, which has to make room
            MakeRoom(sweepId);
            return true;
        }
        finally
        {
            if (became)
                _one.Release();
        }
    }

    // What is read now stays: it would only be read once more.
    private void MakeRoom(string sweepId)
    {
        lock (_room)
        {
            foreach (var oldest in _known.Where(known => known.Key != sweepId && known.Value is { IsRead: false, Replay.Count: > 0 }).OrderBy(known => known.Value.Asked).TakeWhile(_ => Held > _most))
                _known.TryRemove(oldest);
        }
    }

    private bool IsKnown(string sweepId, Entry entry) => _known.TryGetValue(sweepId, out var known) && ReferenceEquals(known, entry);

    private void Forget(string sweepId, Entry entry) => _known.TryRemove(KeyValuePair.Create(sweepId, entry));

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public SweepReplay Replay { get; private set; } = new();

        /// <summary>Everything up to this number of the journal has been taken.</summary>
        public long UpTo { get; set; }

        public long Asked { get; set; }

        /// <summary>Events are being read into it.</summary>
        public bool IsRead { get; set; }

        public void Clear() => (Replay, UpTo) = (new SweepReplay(), 0);
    }
}
