using System.Collections.Concurrent;
using Platform.Core.Journal;

namespace Platform.Core.Commands;

/// <summary>
/// Folded states of streams of one kind. What was folded before is kept, so that a load reads only the tail that came since;
/// losing an entry costs time, never correctness.
/// </summary>
internal sealed class StreamStates<TState, TEvent>(EventJournal journal, TState initial, Func<TState, TEvent, TState> evolve, int capacity = 1_000)
    where TEvent : class
{
    private readonly ConcurrentDictionary<string, (TState State, long Version)> _known = new(StringComparer.Ordinal);

    public async Task<(TState State, long Version)> LoadAsync(string streamId, CancellationToken stop)
    {
        var (state, version) = _known.TryGetValue(streamId, out var known) ? known : (initial, 0L);
        foreach (var recorded in await journal.ReadStreamAsync(streamId, version, stop))
        {
            if (recorded.Data is not ErasedEvent)
                state = evolve(state, (TEvent)recorded.Data);
            version = recorded.Version;
        }
        Remember(streamId, state, version);
        return (state, version);
    }

    public TState Fold(TState state, IEnumerable<TEvent> events) => events.Aggregate(state, evolve);

    private void Remember(string streamId, TState state, long version)
    {
        if (_known.Count >= capacity && !_known.ContainsKey(streamId))
            _known.Clear(); // rare: cheaper than tracking use, and the next loads fill it again
        _known.AddOrUpdate(streamId, (state, version), (_, old) => old.Version > version ? old : (state, version));
    }
}
