namespace Search;

/// <summary>
/// How alone each point of a front is: the sum over objectives of the gap between its two neighbours, in units of the front's range;
/// infinite at the ends. Deb et al., "NSGA-II", 2002, section III-B. Cost O(m n log n).
/// </summary>
public static class CrowdingDistance
{
    /// <summary>The distance of each point of a front.</summary>
    /// <param name="front">Objectives (n, m), finite. Of several equal points one keeps the distance, the others get 0.</param>
    public static double[] Of(IReadOnlyList<double[]> front)
    {
        ArgumentNullException.ThrowIfNull(front);
        var distances = new double[front.Count];
        if (front.Count == 0)
            return distances;
        var order = Enumerable.Range(0, front.Count).ToArray();
        Array.Sort(order, (a, b) => Domination.Lexicographic(front[a], front[b]) is var c && c != 0 ? c : a.CompareTo(b));
        int[] distinct = [.. order.Where((i, position) => position == 0 || Domination.Lexicographic(front[order[position - 1]], front[i]) != 0)];
        for (var objective = 0; objective < front[0].Length; objective++)
        {
            var m = objective;
            int[] along = [.. distinct.OrderBy(i => front[i][m])];
            var range = front[along[^1]][m] - front[along[0]][m];
            distances[along[0]] = distances[along[^1]] = double.PositiveInfinity;
            for (var k = 1; k < along.Length - 1 && range > 0; k++)
                distances[along[k]] += (front[along[k + 1]][m] - front[along[k - 1]][m]) / range;
        }

        return distances;
    }
}
