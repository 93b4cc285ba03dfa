namespace Search;

/// <summary>
/// The map between values and what the Gaussian process models: z = (T(u) - mean) / deviation with u = (y - median) / spread and T
/// the power transform of Yeo and Johnson (Biometrika 87, 2000, equation 2.1) of exponent p, which is increasing. p = 1 is the
/// identity, lower ones draw in bad outliers. Scaling by order statistics first makes values of any magnitude safe.
/// </summary>
internal sealed class OutputWarp
{
    private readonly double _median;
    private readonly double _spread;
    private readonly double _mean;
    private readonly double _deviation;

    /// <summary>The map fitted to finite values (n), n at least 1.</summary>
    public OutputWarp(double[] values, double power)
    {
        Power = power;
        var halves = Array.ConvertAll(values, value => value / 2); // differences of halves cannot overflow
        var sorted = (double[])halves.Clone();
        Array.Sort(sorted);
        _median = sorted[(sorted.Length - 1) / 2];
        var distances = Array.ConvertAll(halves, half => Math.Abs(half - _median));
        Array.Sort(distances);
        _spread = Math.Max(distances[(distances.Length - 1) / 2], 1e-4 * distances[^1]);
        if (!(_spread > 0))
            _spread = 1;
        (_mean, _deviation) = (0, 1);

        Latent = Array.ConvertAll(values, ToLatent);
        var mean = PortableMath.Sum(Latent) / values.Length;
        var squares = 0.0;
        foreach (var t in Latent)
            squares += (t - mean) * (t - mean);
        var deviation = Math.Sqrt(squares / values.Length);
        (_mean, _deviation) = (mean, deviation > 1e-12 ? deviation : 1);
        for (var i = 0; i < Latent.Length; i++)
            Latent[i] = (Latent[i] - _mean) / _deviation;
        LogJacobian = -values.Length * PortableMath.Log(_deviation);
        foreach (var value in values)
        {
            var u = Standard(value);
            var growth = PortableMath.Log(1 + Math.Abs(u));
            LogJacobian += u >= 0 ? (power - 1) * growth : (1 - power) * growth;
        }
    }

    /// <summary>The exponent p.</summary>
    public double Power { get; }

    /// <summary>The values mapped, (n): mean 0, variance 1 unless all are equal.</summary>
    public double[] Latent { get; }

    /// <summary>Sum over the values of log dz/du: what makes likelihoods under different exponents comparable (Snelson, Rasmussen, Ghahramani, NIPS 2003, equation 6).</summary>
    public double LogJacobian { get; }

    /// <summary>z of a value.</summary>
    public double ToLatent(double value)
    {
        var u = Standard(value);
        var t = u >= 0 ? Raise(1 + u, Power) : -Raise(1 - u, 2 - Power);
        return (t - _mean) / _deviation;
    }

    /// <summary>The value whose z this is; beyond the map's range, the end of it.</summary>
    public double ToValue(double z)
    {
        var t = _mean + z * _deviation;
        var u = t >= 0 ? Lower(t, Power) - 1 : 1 - Lower(-t, 2 - Power);
        return 2 * (_median + u * _spread);
    }

    private double Standard(double value) => (value / 2 - _median) / _spread;

    /// <summary>(x^p - 1) / p, the logarithm at p = 0.</summary>
    private static double Raise(double x, double p) => p == 1 ? x - 1 : p == 0 ? PortableMath.Log(x) : (PortableMath.Exp(p * PortableMath.Log(x)) - 1) / p;

    /// <summary>The inverse of <see cref="Raise"/> for t of at least 0.</summary>
    private static double Lower(double t, double p)
    {
        if (p == 1)
            return 1 + t;
        return p == 0 ? PortableMath.Exp(Math.Min(t, 300)) : PortableMath.Exp(Math.Min(PortableMath.Log(Math.Max(1 + p * t, 1e-9)) / p, 300));
    }
}
