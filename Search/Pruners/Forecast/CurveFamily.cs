namespace Search;

/// <summary>
/// A family of curves z(e) = a + b phi(e) with a fixed shape phi falling from 1 at the first epoch: powers e^-p, exponentials
/// exp(-r (e - 1)) and the logarithm, after the families of Domhan et al. 2015, table 1, linear in a and b so that all integrals are exact.
/// </summary>
internal static class CurveFamily
{
    private static readonly double[] Powers = [0.25, 0.5, 1, 1.5, 2.5];

    /// <summary>Rates in units of the full budget: what is left of b at the end is e^-rate.</summary>
    private static readonly double[] Rates = [1, 2, 4, 8, 16, 32];

    /// <summary>The shapes phi (families, epochs) for a budget of <paramref name="maxEpochs"/>.</summary>
    public static double[][] Shapes(int maxEpochs)
    {
        var logs = new double[maxEpochs];
        for (var i = 0; i < maxEpochs; i++)
            logs[i] = PortableMath.Log(i + 1);
        return
        [
            .. Powers.Select(power => Array.ConvertAll(logs, log => PortableMath.Exp(-power * log))),
            .. Rates.Select(rate => Enumerable.Range(0, maxEpochs).Select(i => PortableMath.Exp(-rate * i / maxEpochs)).ToArray()),
            Array.ConvertAll(logs, log => 1 - log / Math.Max(1, logs[^1])),
        ];
    }
}
