namespace Search;

/// <summary>
/// The logarithm of the expected improvement under a normal prediction, exact into tails where the improvement itself is 0 in doubles:
/// Ament, Daulton, Eriksson, Balandat, Bakshy, "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS
/// 2023, equations 8 and 9. With z = (bound - mean) / deviation, log EI = log deviation + log h(z), h(z) = phi(z) + z Phi(z).
/// </summary>
internal static class LogImprovement
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private const double SqrtHalfPi = 1.2533141373155002512;

    /// <summary>log h(z) and its derivative Phi(z) / h(z). Relative error below 1e-9 (equation 9 loses digits of 1 - |z| R(|z|), R Mills' ratio).</summary>
    public static (double Value, double Slope) OfStandard(double z)
    {
        if (z > -1)
        {
            var below = NormalDistribution.Cdf(z);
            var h = PortableMath.Exp(-0.5 * z * z - HalfLogTwoPi) + z * below;
            return (PortableMath.Log(h), below / h);
        }

        // h = phi (1 - |z| R) and Phi = phi R.
        var far = -z;
        var ratio = SqrtHalfPi * NormalDistribution.ScaledComplement(far * 0.70710678118654752440);
        var share = far < 60 ? 1 - far * ratio : Tail(far);
        return (-0.5 * z * z - HalfLogTwoPi + PortableMath.Log(share), ratio / share);
    }

    /// <summary>log EI below <paramref name="bound"/> and its derivatives by mean and deviation.</summary>
    public static (double Value, double ByMean, double ByDeviation) Of(double mean, double deviation, double bound)
    {
        var z = (bound - mean) / deviation;
        var (value, slope) = OfStandard(z);
        return (value + PortableMath.Log(deviation), -slope / deviation, (1 - z * slope) / deviation);
    }

    /// <summary>log P(Z &lt;= z) and its derivative phi(z) / Phi(z), also far into the lower tail.</summary>
    public static (double Value, double Slope) LogCdf(double z)
    {
        if (z > -1)
        {
            var below = NormalDistribution.Cdf(z);
            return (PortableMath.Log(below), PortableMath.Exp(-0.5 * z * z - HalfLogTwoPi) / below);
        }

        var ratio = SqrtHalfPi * NormalDistribution.ScaledComplement(-z * 0.70710678118654752440);
        return (-0.5 * z * z - HalfLogTwoPi + PortableMath.Log(ratio), 1 / ratio);
    }

    /// <summary>1 - z R(z) from the asymptotic series of Mills' ratio: z^-2 - 3 z^-4 + 15 z^-6 - 105 z^-8.</summary>
    private static double Tail(double z)
    {
        var t = 1 / (z * z);
        return t * (1 - t * (3 - t * (15 - t * 105)));
    }
}
