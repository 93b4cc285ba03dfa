namespace Training.Core.Data;

/// <summary>
/// Subsets of training rows of any share, each holding all smaller ones, with the classes in the proportions of the whole: row j of a class
/// of n stands at (j + 1/2) / n, and a subset is what stands first. With C classes, the count of
/// a class that makes up the share p of all rows is within (1 + C p) / 2 of its exact share of a subset. A function of rows, labels and seed only.
/// </summary>
internal sealed class NestedRows
{
    private readonly IReadOnlyList<int> _all;
    private readonly int[] _ordered;

    /// <param name="rows">The training rows of a split; not changed.</param>
    /// <param name="labels">The label of every row of the pool; empty when there are no classes to keep in proportion.</param>
    /// <param name="seed">The split's seed, so that all trials of a sweep have equal subsets.</param>
    public NestedRows(IReadOnlyList<int> rows, ReadOnlySpan<long> labels, long seed)
    {
        _all = rows;
        var byClass = new SortedDictionary<long, List<int>>();
        foreach (var row in rows)
        {
            var label = labels.IsEmpty ? 0 : labels[row];
            if (!byClass.TryGetValue(label, out var members))
                byClass.Add(label, members = []);
            members.Add(row);
        }

        var random = CounterRandom.For(seed, stream: 6);
        int[] shuffled = [.. byClass.SelectMany(c => random.Child(c.Key).Permutation(c.Value.Count).Select(member => c.Value[member]))];
        _ordered = RowOrder.Spread(shuffled, [.. byClass.Values.Index().SelectMany(c => Enumerable.Repeat(c.Index, c.Item.Count))]); // ties by class
    }

    /// <summary>round(share n) rows, at least one; all of them in the split's own order when the share is 1.</summary>
    public IReadOnlyList<int> Take(double share)
    {
        var count = Math.Max(1, (int)Math.Round(share * _all.Count, MidpointRounding.AwayFromZero));
        return First(count);
    }

    /// <summary>So many rows; all of them in the split's own order when there are no more.</summary>
    public IReadOnlyList<int> First(int count) => count >= _all.Count ? _all : new ArraySegment<int>(_ordered, 0, count);
}
