using System.Collections;

namespace Search;

/// <summary>
/// An append-only list of observations, immutable: <see cref="Append"/> answers a longer log that shares what is there already, in
/// amortised constant time. Of two entries with one number the later counts. Beside its entries a log keeps what samplers derived from
/// them (<see cref="StudyView.Derive"/>), which is a cache: losing it changes no bit of any answer. Safe for use by many threads.
/// </summary>
public sealed class ObservationLog : IReadOnlyList<Observation>
{
    private readonly Buffer _buffer;

    private ObservationLog(Buffer buffer, int count)
    {
        _buffer = buffer;
        Count = count;
    }

    /// <summary>A log without entries.</summary>
    public static ObservationLog Empty => new(new Buffer(), 0);

    /// <summary>Number of entries, replaced ones included.</summary>
    public int Count { get; }

    /// <summary>Entry <paramref name="index"/> (0-based) in order of appending.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public Observation this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _buffer.Items[index];
        }
    }

    /// <summary>This log and one entry more: a new trial, or the new state of an earlier one.</summary>
    public ObservationLog Append(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        lock (_buffer.Gate)
        {
            if (_buffer.TryAdd(Count, observation))
                return new ObservationLog(_buffer, Count + 1);
        }

        // Another log went on from here: this one becomes a branch of its own.
        var branch = new Buffer();
        for (var i = 0; i < Count; i++)
            branch.TryAdd(i, _buffer.Items[i]);
        branch.TryAdd(Count, observation);
        return new ObservationLog(branch, Count + 1);
    }

    /// <inheritdoc/>
    public IEnumerator<Observation> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return _buffer.Items[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Uses what is derived under <paramref name="key"/>, brought up to exactly this log's entries; one user at a time.</summary>
    internal TResult Derive<TState, TResult>(object key, Func<TState> create, Func<TState, TResult> use)
        where TState : class, IDerivedState
    {
        Memo memo;
        lock (_buffer.Gate)
        {
            if (!_buffer.Memos.TryGetValue((typeof(TState), key), out memo!))
                _buffer.Memos[(typeof(TState), key)] = memo = new Memo(create());
        }

        lock (memo)
        {
            if (memo.Taken > Count)
                return use(DerivedState.Fold(this, create));
            while (memo.Taken < Count)
                memo.State.Take(_buffer.Items[memo.Taken++]);
            return use((TState)memo.State);
        }
    }

    private sealed class Memo(IDerivedState state)
    {
        public IDerivedState State { get; } = state;

        /// <summary>How many entries the state has seen.</summary>
        public int Taken { get; set; }
    }

    /// <summary>Entries that several logs share; each sees the first ones up to its own count, which never change.</summary>
    private sealed class Buffer
    {
        private int _count;

        public object Gate { get; } = new();

        public Observation[] Items { get; private set; } = new Observation[16];

        public Dictionary<(Type State, object Key), Memo> Memos { get; } = [];

        public bool TryAdd(int position, Observation observation)
        {
            if (position != _count)
                return false;
            if (_count == Items.Length)
            {
                var larger = new Observation[2 * _count];
                Array.Copy(Items, larger, _count);
                Items = larger;
            }

            Items[_count++] = observation;
            return true;
        }
    }
}
