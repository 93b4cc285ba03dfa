namespace Search;

/// <summary>
/// The scale on which curves are forecast: z = log((y - m) / s + 1), with m the least value known and s the typical distance of a
/// completed trial from it. It opens up the good end, where trials are told apart, and tames diverging ones; shifts and positive
/// factors of the metric change nothing, so negated accuracies do as well as losses.
/// </summary>
internal sealed class CurveScale
{
    /// <summary>The largest distance from the best that is told apart, in units of s.</summary>
    private const double Furthest = 1e4;

    private readonly double _least;
    private readonly double _spread;

    /// <param name="finals">Best values of the completed trials; at least one.</param>
    public CurveScale(double[] finals)
    {
        double[] sorted = [.. finals.Order()];
        _least = sorted[0];
        // Halved before the difference is taken, which might overflow otherwise.
        var half = Curves.Quantile(Array.ConvertAll(sorted, value => value / 2), 0.5) - _least / 2;
        _spread = Math.Max(2 * Math.Min(half, double.MaxValue / 4), Math.Max(Math.Abs(_least) * 1e-9, 1e-300));
    }

    /// <summary>The scaled value; 0 is the best completed trial, and NaN and infinities are as far away as can be.</summary>
    public double ToScale(double value)
    {
        var distance = (value / 2 - _least / 2) / _spread * 2;
        return PortableMath.Log(1 + (distance < Furthest ? Math.Max(distance, 0) : Furthest));
    }

    /// <summary>The value at <paramref name="z"/>.</summary>
    public double FromScale(double z) => _least + _spread * (PortableMath.Exp(Math.Max(z, 0)) - 1);

    /// <summary>The curve's best value so far at each epoch, scaled; (e) for a curve of e epochs.</summary>
    public double[] BestSoFar(IReadOnlyList<double> curve, int epochs)
    {
        var scaled = new double[epochs];
        var best = double.PositiveInfinity;
        for (var i = 0; i < epochs; i++)
        {
            if (double.IsFinite(curve[i]))
                best = Math.Min(best, curve[i]);
            scaled[i] = ToScale(best);
        }

        return scaled;
    }
}
