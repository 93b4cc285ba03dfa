namespace Search;

/// <summary>
/// Where a hypervolume ends: a little worse than the worst in each objective, so that the ends of the front count too. Ishibuchi, Imada,
/// Setoguchi, Nojima, "How to specify a reference point in hypervolume calculation for fair performance comparison", Evolutionary
/// Computation 26, 2018: a tenth of the range beyond the nadir point suits fronts of about ten points and more.
/// </summary>
public static class ReferencePoint
{
    private const double Margin = 0.1;

    /// <summary>Worst value plus a tenth of the range in each objective; where all agree, a tenth of the value's size (at least 0.1) is added.</summary>
    /// <param name="values">Minimised objectives (n, m), at least one, finite. For an acquisition give the front, for a history all feasible trials.</param>
    public static double[] Of(IReadOnlyList<double[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("There are no values; give at least one, or a reference point of your own.", nameof(values));
        var reference = new double[values[0].Length];
        for (var i = 0; i < reference.Length; i++)
        {
            var (best, worst) = (values[0][i], values[0][i]);
            foreach (var value in values)
                (best, worst) = (Math.Min(best, value[i]), Math.Max(worst, value[i]));
            var margin = Margin * (worst / 2 - best / 2) * 2;
            reference[i] = Math.Min(double.MaxValue, worst + (margin > 0 ? margin : Margin * Math.Max(1, Math.Abs(worst))));
        }

        return reference;
    }
}
