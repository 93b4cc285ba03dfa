namespace Training.Core.Data;

/// <summary>Repeats rows of rarer classes. Pure.</summary>
internal static class Oversampling
{
    /// <summary>
    /// Rows such that every class that occurs has as many as the largest: each row of a class of n stands floor(largest / n) times, and the rest
    /// are different rows of it at random.
    /// </summary>
    /// <param name="rows">Different row numbers.</param>
    /// <param name="classes">The class of every row number.</param>
    /// <param name="random">An epoch's; decides which rows stand once more.</param>
    public static IReadOnlyList<int> Balance(IReadOnlyList<int> rows, ReadOnlySpan<long> classes, CounterRandom random)
    {
        var groups = new SortedDictionary<long, List<int>>();
        foreach (var row in rows)
        {
            if (!groups.TryGetValue(classes[row], out var group))
                groups.Add(classes[row], group = []);
            group.Add(row);
        }

        var largest = groups.Values.Max(group => group.Count);
        var balanced = new List<int>(checked(largest * groups.Count));
        foreach (var (label, group) in groups)
        {
            for (var round = 0; round < largest / group.Count; round++)
                balanced.AddRange(group);
            var order = random.Child(label).Permutation(group.Count);
            for (var i = 0; i < largest % group.Count; i++)
                balanced.Add(group[order[i]]);
        }

        return balanced;
    }
}
