namespace Search;

/// <summary>
/// The prior of one axis as a distribution on [0, 1]: with the prior's weight a normal N(m, s^2) cut to [0, 1] (a categorical axis: one
/// cell), otherwise uniform. Discrete axes have the average density of a cell throughout the cell.
/// </summary>
internal sealed class PriorCurve
{
    private const double LogSqrtTwoPi = 0.91893853320467274178;

    /// <summary>Halvings of [0, 1] in the search of a quantile: to the last bit of a coordinate.</summary>
    private const int Halvings = 53;

    private readonly UnitAxis _axis;
    private readonly double _weight;
    private readonly double _mean;
    private readonly double _width;
    private readonly double _inside;

    /// <param name="axis">The axis.</param>
    /// <param name="weight">Share of the normal, in (0, 1).</param>
    /// <param name="mean">Its mean m, as a coordinate.</param>
    /// <param name="width">Its standard deviation s, in coordinates; ignored when categorical.</param>
    public PriorCurve(UnitAxis axis, double weight, double mean, double width)
    {
        (_axis, _weight, _mean, _width) = (axis, weight, mean, width);
        _inside = NormalDistribution.Between(-mean / width, (1 - mean) / width);
    }

    /// <summary>Log density at coordinate <paramref name="u"/>; 0 everywhere would be uniform.</summary>
    public double LogDensity(double u)
    {
        if (_axis.Levels > 0)
        {
            var (low, high) = _axis.Cell(_axis.LevelOf(u));
            return PortableMath.Log(1 - _weight + _weight * Mass(low, high) / (high - low));
        }

        var z = (u - _mean) / _width;
        return PortableMath.Log(1 - _weight + _weight * PortableMath.Exp(-0.5 * z * z - LogSqrtTwoPi) / (_width * _inside));
    }

    /// <summary>Derivative of the log density of the curve at coordinate <paramref name="u"/>; 0 for choices.</summary>
    public double Slope(double u)
    {
        if (_axis.IsCategorical)
            return 0;
        var z = (u - _mean) / _width;
        var hunch = _weight * PortableMath.Exp(-0.5 * z * z - LogSqrtTwoPi) / (_width * _inside);
        return -z / _width * hunch / (1 - _weight + hunch);
    }

    /// <summary>The coordinate below which the share <paramref name="p"/> of the distribution lies: turns uniform numbers into draws, in order.</summary>
    public double Quantile(double p)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if ((1 - _weight) * middle + _weight * Mass(0, middle) <= p)
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The share of the hunch between two coordinates, <paramref name="low"/> &lt;= <paramref name="high"/>.</summary>
    private double Mass(double low, double high)
    {
        if (!_axis.IsCategorical)
            return NormalDistribution.Between((low - _mean) / _width, (high - _mean) / _width) / _inside;
        var (from, to) = _axis.Cell(_axis.LevelOf(_mean));
        return Math.Max(0, Math.Min(high, to) - Math.Max(low, from)) / (to - from);
    }
}
