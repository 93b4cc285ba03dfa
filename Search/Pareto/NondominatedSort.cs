namespace Search;

/// <summary>
/// Splits points into fronts: the first holds what nothing dominates, the next what only the first dominates, and so on. Zhang, Tian,
/// Cheng, Jin, "An efficient approach to nondominated sorting for evolutionary multiobjective optimization" (ENS-BS), IEEE Transactions on
/// Evolutionary Computation 19, 2015: points are taken in lexicographic order and each front is only asked whether it holds a dominator.
/// Cost O(n log n) for one and two objectives, O(m n^2) at worst for more.
/// </summary>
public static class NondominatedSort
{
    /// <summary>The fronts, best first, as positions in <paramref name="values"/>, ascending within a front.</summary>
    /// <param name="values">Minimised objectives (n, m), finite; equal vectors share a front.</param>
    /// <param name="violations">For each point how much it breaks the constraints (0: not at all); null when there are none. Points that break
    /// some come after all that do not, one front for each amount.</param>
    public static IReadOnlyList<int[]> Fronts(IReadOnlyList<double[]> values, IReadOnlyList<double>? violations = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (violations is not null && violations.Count != values.Count)
            throw new ArgumentException($"There are {values.Count} points and {violations.Count} violations; give one for each point.", nameof(violations));
        var fronts = Sorted(values, [.. Enumerable.Range(0, values.Count).Where(i => violations is null || violations[i] <= 0)]);
        if (violations is not null)
        {
            fronts.AddRange(Enumerable.Range(0, values.Count).Where(i => !(violations[i] <= 0))
                .GroupBy(i => violations[i]).OrderBy(group => double.IsNaN(group.Key) ? double.PositiveInfinity : group.Key).Select(group => group.ToArray()));
        }

        return fronts;
    }

    private static List<int[]> Sorted(IReadOnlyList<double[]> values, int[] order)
    {
        Array.Sort(order, (a, b) => Domination.Lexicographic(values[a], values[b]) is var c && c != 0 ? c : a.CompareTo(b));
        var fronts = new List<List<int>>();
        foreach (var i in order)
        {
            // A front with a dominator means one in every earlier front: the first free front is found by halving.
            var (low, high) = (0, fronts.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (HoldsDominator(fronts[middle], values, values[i]))
                    low = middle + 1;
                else
                    high = middle;
            }

            if (low == fronts.Count)
                fronts.Add([]);
            fronts[low].Add(i);
        }

        return [.. fronts.Select(front => front.Order().ToArray())];
    }

    private static bool HoldsDominator(List<int> front, IReadOnlyList<double[]> values, double[] point)
    {
        // In two objectives the last member of a front has its least second objective, so it alone can tell.
        var last = point.Length <= 2 ? front.Count - 1 : 0;
        for (var k = front.Count - 1; k >= last; k--)
        {
            if (Domination.Dominates(values[front[k]], point))
                return true;
        }

        return false;
    }
}
