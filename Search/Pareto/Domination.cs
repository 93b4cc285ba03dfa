namespace Search;

/// <summary>Which of two vectors of minimised objectives is better.</summary>
public static class Domination
{
    /// <summary>Whether <paramref name="a"/> (m) is nowhere worse than <paramref name="b"/> (m) and somewhere better. Cost O(m).</summary>
    public static bool Dominates(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"One vector has {a.Length} objectives, the other {b.Length}; give equally many.", nameof(b));
        var better = false;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] > b[i])
                return false;
            better |= a[i] < b[i];
        }

        return better;
    }

    /// <summary>
    /// Constraint domination: less broken constraints win, whatever the objectives; at equal violation the objectives decide, but only
    /// among the feasible. Deb, Pratap, Agarwal, Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
    /// Transactions on Evolutionary Computation 6, 2002, definition 1.
    /// </summary>
    /// <param name="a">Objectives (m).</param>
    /// <param name="violationA">At least 0; 0 when no constraint is broken.</param>
    /// <param name="b">Objectives (m).</param>
    /// <param name="violationB">At least 0; 0 when no constraint is broken.</param>
    public static bool Dominates(ReadOnlySpan<double> a, double violationA, ReadOnlySpan<double> b, double violationB) =>
        violationA != violationB ? violationA < violationB : violationA == 0 && Dominates(a, b);

    /// <summary>First by the first objective, then by the second and so on; the order in which nothing is dominated by what follows it.</summary>
    internal static int Lexicographic(double[] a, double[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
                return a[i] < b[i] ? -1 : 1;
        }

        return 0;
    }
}
