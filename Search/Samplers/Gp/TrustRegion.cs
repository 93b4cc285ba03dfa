namespace Search;

/// <summary>
/// The box around the best trial in which a search of many dimensions looks: it doubles after 3 trials in a row that improve and halves after
/// max(4, d) that do not; below its least size the search starts over from the whole cube. Eriksson, Pearce, Gardner, Turner,
/// Poloczek, "Scalable global optimization via local Bayesian optimization", NeurIPS 2019, section 2.1 and appendix A. Its state is
/// derived from the history, so nothing is kept.
/// </summary>
internal static class TrustRegion
{
    private const double First = 0.8, Largest = 1.6, Least = 1.0 / 128, Improvement = 1e-3;
    private const int Successes = 3, LeastFailures = 4;

    /// <summary>The side of the box after trials with these values, in the order of their numbers.</summary>
    /// <param name="values">Standardised values (n), the start's included.</param>
    /// <param name="startup">How many of them precede the model.</param>
    /// <param name="dimension">Number of parameters.</param>
    public static double Side(ReadOnlySpan<double> values, int startup, int dimension)
    {
        var side = First;
        var (successes, failures) = (0, 0);
        var best = double.PositiveInfinity;
        for (var i = 0; i < values.Length; i++)
        {
            var improves = values[i] < best - Improvement * (best < double.PositiveInfinity ? Math.Abs(best) : 0);
            best = Math.Min(best, values[i]);
            if (i < startup)
                continue;
            (successes, failures) = improves ? (successes + 1, 0) : (0, failures + 1);
            if (successes == Successes)
                (side, successes) = (Math.Min(2 * side, Largest), 0);
            else if (failures == Math.Max(LeastFailures, dimension))
                (side, failures) = (side / 2, 0);
            if (side < Least)
                (side, successes, failures) = (First, 0, 0);
        }

        return side;
    }

    /// <summary>The box (d) of a side about a centre, longer where the function varies slowly: side l_j / (geometric mean of l), cut at the cube.</summary>
    public static (double[] Low, double[] High) Box(double[] centre, double side, double[] logLengths)
    {
        var mean = PortableMath.Sum(logLengths) / logLengths.Length;
        var low = new double[centre.Length];
        var high = new double[centre.Length];
        for (var j = 0; j < centre.Length; j++)
        {
            var half = 0.5 * side * PortableMath.Exp(Math.Clamp(logLengths[j] - mean, -3, 3));
            (low[j], high[j]) = (Math.Max(0, centre[j] - half), Math.Min(1, centre[j] + half));
        }

        return (low, high);
    }
}
