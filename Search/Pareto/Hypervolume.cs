namespace Search;

/// <summary>
/// The volume that a set of points dominates, up to a reference point: the one number of a front that grows whenever the front gets better.
/// Exact. One and two objectives: a sweep, O(n log n). Three: a sweep over the third with a staircase of the first two (Fonseca, Paquete,
/// López-Ibáñez, "An improved dimension-sweep algorithm for the hypervolume indicator", CEC 2006), O(n^2) at worst. More: While, Bradstreet,
/// Barone, "A fast way of calculating exact hypervolumes" (WFG), IEEE Transactions on Evolutionary Computation 16, 2012, section III, each
/// exclusive volume one objective lower; exponential in m at worst, in practice quick up to m = 6 and a hundred points.
/// </summary>
public static class Hypervolume
{
    /// <summary>The volume dominated by <paramref name="values"/> within <paramref name="reference"/>, at least 0.</summary>
    /// <param name="values">Minimised objectives (n, m); dominated points, points not below the reference and points not finite add nothing.</param>
    /// <param name="reference">The reference point (m), worse than what counts.</param>
    public static double Of(IReadOnlyList<double[]> values, ReadOnlySpan<double> reference)
    {
        ArgumentNullException.ThrowIfNull(values);
        var bound = reference.ToArray();
        return OfSorted(Inside(values, bound), bound);
    }

    /// <summary>
    /// How much <paramref name="point"/> (m) adds to the volume of <paramref name="values"/> (n, m): its exclusive hypervolume, at least 0.
    /// </summary>
    public static double Gain(IReadOnlyList<double[]> values, ReadOnlySpan<double> point, ReadOnlySpan<double> reference)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (own, bound) = (point.ToArray(), reference.ToArray());
        if (Inside([own], bound).Count == 0)
            return 0;
        return Math.Max(0, Box(own, bound, bound.Length) - OfSorted(Inside(Limited(values, own), bound), bound));
    }

    /// <summary>For each point the volume that would be lost without it, at least 0; 0 for dominated and repeated points.</summary>
    public static double[] Contributions(IReadOnlyList<double[]> values, ReadOnlySpan<double> reference)
    {
        ArgumentNullException.ThrowIfNull(values);
        var contributions = new double[values.Count];
        for (var i = 0; i < values.Count; i++)
            contributions[i] = Gain([.. values.Where((_, j) => j != i)], values[i], reference);
        return contributions;
    }

    /// <summary>The points that dominate the reference strictly, in lexicographic order.</summary>
    private static List<double[]> Inside(IReadOnlyList<double[]> values, double[] reference)
    {
        var inside = new List<double[]>(values.Count);
        foreach (var value in values)
        {
            if (value.Length != reference.Length)
                throw new ArgumentException($"A point has {value.Length} objectives, the reference {reference.Length}; give equally many.", nameof(reference));
            var within = true;
            for (var i = 0; i < value.Length; i++)
                within &= value[i] < reference[i] && double.IsFinite(value[i]);
            if (within)
                inside.Add(value);
        }

        inside.Sort(Domination.Lexicographic);
        return inside;
    }

    private static double OfSorted(List<double[]> points, double[] reference) => points.Count == 0 ? 0 : reference.Length switch
    {
        0 => 0,
        1 => reference[0] - points[0][0],
        2 => Area(points, reference),
        3 => Volume(points, reference),
        _ => ByExclusion(points, reference),
    };

    /// <summary>Strips from left to right; each new least second objective opens the next.</summary>
    private static double Area(List<double[]> points, double[] reference)
    {
        var (area, floor) = (0.0, reference[1]);
        foreach (var point in points)
        {
            if (point[1] >= floor)
                continue;
            area += (reference[0] - point[0]) * (floor - point[1]);
            floor = point[1];
        }

        return area;
    }

    /// <summary>Layers along the third objective, each as thick as the way to the next and as wide as the staircase of the points below it.</summary>
    private static double Volume(List<double[]> points, double[] reference)
    {
        double[][] upwards = [.. points.OrderBy(point => point[2])];
        var stairs = new Staircase(reference);
        var volume = 0.0;
        for (var k = 0; k < upwards.Length; k++)
        {
            stairs.Add(upwards[k]);
            volume += stairs.Area * ((k + 1 < upwards.Length ? upwards[k + 1][2] : reference[2]) - upwards[k][2]);
        }

        return volume;
    }

    /// <summary>
    /// From the worst in the last objective to the best: what each dominates beyond those that follow is a prism over a set of one objective
    /// less, because all that follow reach below it.
    /// </summary>
    private static double ByExclusion(List<double[]> points, double[] reference)
    {
        var last = reference.Length - 1;
        double[][] front = [.. Nondominated(points).OrderByDescending(point => point[last])];
        double[][] lower = [.. front.Select(point => point[..last])];
        var bound = reference[..last];
        var volume = 0.0;
        for (var k = 0; k < front.Length; k++)
        {
            var limited = Limited(lower[(k + 1)..], lower[k]);
            limited.Sort(Domination.Lexicographic);
            volume += (reference[last] - front[k][last]) * Math.Max(0, Box(lower[k], bound, last) - OfSorted(Nondominated(limited), bound));
        }

        return volume;
    }

    /// <summary>Those of lexicographically sorted points that no other dominates; equal ones once.</summary>
    private static List<double[]> Nondominated(List<double[]> sorted)
    {
        var front = new List<double[]>();
        foreach (var point in sorted)
        {
            if (!front.Exists(other => Domination.Dominates(other, point) || Domination.Lexicographic(other, point) == 0))
                front.Add(point);
        }

        return front;
    }

    /// <summary>What of each point lies in the region that <paramref name="corner"/> dominates.</summary>
    private static List<double[]> Limited(IReadOnlyList<double[]> values, double[] corner)
    {
        var limited = new List<double[]>(values.Count);
        foreach (var value in values)
        {
            var point = new double[corner.Length];
            for (var i = 0; i < point.Length; i++)
                point[i] = Math.Max(value[i], corner[i]);
            limited.Add(point);
        }

        return limited;
    }

    private static double Box(double[] corner, double[] reference, int dimensions)
    {
        var volume = 1.0;
        for (var i = 0; i < dimensions; i++)
            volume *= reference[i] - corner[i];
        return volume;
    }
}
