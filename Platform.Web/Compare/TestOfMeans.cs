namespace Platform.Web.Compare;

/// <summary>Whether two groups of numbers differ by more than chance. Pure.</summary>
/// <param name="Difference">Mean of the first less mean of the second.</param>
/// <param name="T">Student's t.</param>
/// <param name="Degrees">Degrees of freedom.</param>
/// <param name="P">Two-sided: how often so large a difference comes about if there is none.</param>
/// <param name="Effect">The difference in standard deviations.</param>
public sealed record TestOfMeans(double Difference, double T, double Degrees, double P, double Effect)
{
    // Numbers are written in decimals and held in binary: a standard deviation this small beside them is rounding.
    private const double Rounding = 1e-12;

    /// <summary>
    /// Welch's test for groups of unequal spread (B. L. Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34,
    /// 1947), with Satterthwaite's degrees of freedom; the effect is Cohen's d with the root of the mean of both variances. Null for fewer than two numbers a group, and where nothing varies or a number is too large or too small to compute with.
    /// </summary>
    public static TestOfMeans? Welch(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first is not { Count: >= 2 } || second is not { Count: >= 2 })
            return null;
        var ((m1, v1), (m2, v2)) = (Varying(Moments(first), first), Varying(Moments(second), second));
        var (s1, s2) = (v1 / first.Count, v2 / second.Count);
        if (s1 + s2 is not (> 0 and < double.PositiveInfinity))
            return null;
        var t = (m1 - m2) / Math.Sqrt(s1 + s2);
        var degrees = (s1 + s2) * (s1 + s2) / ((s1 * s1 / (first.Count - 1)) + (s2 * s2 / (second.Count - 1)));
        return Of(m1 - m2, t, degrees, (m1 - m2) / Math.Sqrt((v1 + v2) / 2));
    }

    /// <summary>
    /// Student's test of the differences of pairs ("Student", "The probable error of a mean", Biometrika 6, 1908); the effect is the mean difference in standard deviations of the
    /// differences. Null for fewer than two pairs, and where all differences are equal.
    /// </summary>
    /// <param name="second">As many as the first, in the same order.</param>
    public static TestOfMeans? Paired(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"There are {first.Count} and {second.Count} numbers; pairs need as many of both.", nameof(second));
        if (first.Count < 2)
            return null;
        var (mean, variance) = Varying(Moments([.. first.Zip(second, (a, b) => a - b)]), [.. first, .. second]);
        if (variance is not (> 0 and < double.PositiveInfinity))
            return null;
        var t = mean / Math.Sqrt(variance / first.Count);
        return Of(mean, t, first.Count - 1, mean / Math.Sqrt(variance));
    }

    /// <summary>
    /// Probabilities corrected for how many there are (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979), in the given order.
    /// </summary>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var corrected = new double[probabilities.Count];
        var (largest, rank) = (0.0, 0);
        foreach (var i in Enumerable.Range(0, probabilities.Count).OrderBy(i => probabilities[i]))
            corrected[i] = largest = Math.Min(1, Math.Max(largest, probabilities[i] * (probabilities.Count - rank++)));
        return corrected;
    }

    private static TestOfMeans? Of(double difference, double t, double degrees, double effect) =>
        double.IsFinite(effect) && StudentT.TwoSided(t, degrees) is { } p ? new TestOfMeans(difference, t, degrees, p, effect) : null;

    // The moments, with no variance where it is nothing but the rounding of the numbers that were given.
    private static (double Mean, double Variance) Varying((double Mean, double Variance) moments, IReadOnlyList<double> given) =>
        Math.Sqrt(moments.Variance) <= Rounding * given.Max(value => Math.Abs(value)) ? (moments.Mean, 0) : moments;

    /// <summary>Mean and variance (with n − 1) of at least two numbers.</summary>
    internal static (double Mean, double Variance) Moments(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
