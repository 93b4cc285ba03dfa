namespace Search;

/// <summary>
/// Beliefs about the parameters of the process before any data: independent normal distributions of their logarithms, within bounds.
/// Length scales grow with the square root of the number of features, as distances in the cube do: Hvarfner, Hellsten and Nardi,
/// "Vanilla Bayesian optimization performs great in high dimensions", ICML 2024, section 4.2; the other constants are of our own,
/// found on published test functions: shorter lengths than theirs, and noise that is small until the data show it.
/// </summary>
internal static class GpPrior
{
    /// <summary>Constant mean of the standardised values: normal about 0 with this variance.</summary>
    public const double MeanVariance = 1;

    private const double LengthShift = -0.8, LengthDeviation = 0.8, ScaleMean = 0, ScaleDeviation = 0.7, NoiseMean = -14, NoiseDeviation = 4;

    /// <summary>Where a search for the parameters begins when nothing is known.</summary>
    public static GpHyper Start(int dimension) =>
        new([.. Enumerable.Repeat(LengthMean(dimension), dimension)], ScaleMean, NoiseMean, 1);

    /// <summary>The bounds (d + 2) of log lengths, log scale and log noise.</summary>
    public static (double[] Low, double[] High) Bounds(int dimension) =>
        ([.. Enumerable.Repeat(-4.0, dimension), -6, -22], [.. Enumerable.Repeat(6.0, dimension), 6, 0.5]);

    /// <summary>Minus the logarithm of the density at (d + 2) parameters, but for a constant; adds its gradient.</summary>
    public static double Penalty(double[] parameters, double[] gradient)
    {
        var d = parameters.Length - 2;
        var sum = 0.0;
        for (var j = 0; j < parameters.Length; j++)
        {
            var (mean, deviation) = j < d ? (LengthMean(d), LengthDeviation) : j == d ? (ScaleMean, ScaleDeviation) : (NoiseMean, NoiseDeviation);
            var z = (parameters[j] - mean) / deviation;
            sum += 0.5 * z * z;
            gradient[j] += z / deviation;
        }

        return sum;
    }

    private static double LengthMean(int dimension) => LengthShift + 0.5 * PortableMath.Log(dimension);
}
