namespace Search;

/// <summary>
/// Chooses the points that together hold the most hypervolume, one after the other: the greedy choice is within 1 - 1/e of the best subset
/// (Guerreiro, Fonseca, Paquete, "Greedy hypervolume subset selection in low dimensions", Evolutionary Computation 24, 2016). A gain only
/// falls as points are added, so old gains are upper bounds and most need not be worked out again (Minoux 1978).
/// </summary>
internal static class HypervolumeSubset
{
    /// <summary>More points than this are first thinned to so many, evenly along the first objective.</summary>
    private const int Most = 200;

    /// <summary>Positions in <paramref name="values"/> of the chosen ones, in the order chosen.</summary>
    /// <param name="values">Minimised objectives (n, m), finite; nondominated.</param>
    /// <param name="count">How many to choose, at most n.</param>
    public static IReadOnlyList<int> Choose(IReadOnlyList<double[]> values, int count)
    {
        var reference = ReferencePoint.Of(values);
        var candidates = Thinned(values, Math.Max(Most, count));
        var bounds = candidates.ToDictionary(i => i, _ => double.PositiveInfinity);
        var (chosen, points) = (new List<int>(), new List<double[]>());
        while (chosen.Count < count)
        {
            var (best, bestGain) = (-1, double.NegativeInfinity);
            foreach (var i in bounds.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Select(entry => entry.Key).ToArray())
            {
                if (bounds[i] <= bestGain && best >= 0)
                    break;
                var gain = Hypervolume.Gain(points, values[i], reference);
                bounds[i] = gain;
                if (gain > bestGain || gain == bestGain && i < best)
                    (best, bestGain) = (i, gain);
            }

            chosen.Add(best);
            points.Add(values[best]);
            bounds.Remove(best);
        }

        return chosen;
    }

    private static int[] Thinned(IReadOnlyList<double[]> values, int most)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i][0]).ThenBy(i => i).ToArray();
        return order.Length <= most ? order : [.. Enumerable.Range(0, most).Select(k => order[(int)((long)k * (order.Length - 1) / (most - 1))])];
    }
}
