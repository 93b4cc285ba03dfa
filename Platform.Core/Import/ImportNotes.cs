namespace Platform.Core.Import;

/// <summary>What an import left out and why, bounded: the same reason at the same place is counted, and beyond <see cref="Most"/> places only their number is kept. Thread-safe.</summary>
public sealed class ImportNotes
{
    /// <summary>Different notes that are kept.</summary>
    public const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Where, string Why), long> _counts = [];
    private readonly List<(string Where, string Why)> _order = [];
    private long _further;

    /// <summary>Notes that were not kept because there were too many.</summary>
    public long Further
    {
        get
        {
            lock (_lock)
                return _further;
        }
    }

    /// <summary>In their order.</summary>
    public IReadOnlyList<LeftOut> All
    {
        get
        {
            lock (_lock)
                return [.. _order.Select(note => new LeftOut(note.Where, note.Why, _counts[note]))];
        }
    }

    public void LeaveOut(string where, string why, long count = 1)
    {
        lock (_lock)
        {
            if (_counts.TryGetValue((where, why), out var known))
                _counts[(where, why)] = known + count;
            else if (_order.Count == Most)
                _further += count;
            else
            {
                _counts.Add((where, why), count);
                _order.Add((where, why));
            }
        }
    }
}
