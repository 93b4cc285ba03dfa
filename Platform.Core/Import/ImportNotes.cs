namespace Platform.Core.Import;

/// <summary>What an import left out and why, bounded: the same reason at the same place is counted, and beyond <see cref="Most"/> places only their number is kept.</summary>
public sealed class ImportNotes
{
    /// <summary>Different notes that are kept.</summary>
    public const int Most = 10_000;

    private readonly Dictionary<(string Where, string Why), long> _counts = [];
    private readonly List<(string Where, string Why)> _order = [];

    /// <summary>Notes that were not kept because there were too many.</summary>
    public long Further { get; private set; }

    /// <summary>In their order.</summary>
    public IReadOnlyList<LeftOut> All => [.. _order.Select(note => new LeftOut(note.Where, note.Why, _counts[note]))];

    public void LeaveOut(string where, string why, long count = 1)
    {
        if (_counts.TryGetValue((where, why), out var known))
            _counts[(where, why)] = known + count;
        else if (_order.Count == Most)
            Further += count;
        else
        {
            _counts.Add((where, why), count);
            _order.Add((where, why));
        }
    }
}
