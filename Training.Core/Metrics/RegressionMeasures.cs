namespace Training.Core.Metrics;

/// <summary>Adds up how far predicted numbers are from true ones, as scikit-learn defines the measures.</summary>
public sealed class RegressionMeasures
{
    // Welford's update keeps the variance of the truth exact where its mean is large.
    private double _squares, _absolutes, _relatives, _mean, _spread;

    /// <summary>Values added.</summary>
    public long Samples { get; private set; }

    /// <summary>Adds one value.</summary>
    public void Add(double predicted, double truth)
    {
        var error = predicted - truth;
        _squares += error * error;
        _absolutes += Math.Abs(error);
        _relatives += Math.Abs(error) / Math.Max(Math.Abs(truth), Math.ScaleB(1, -52));
        Samples++;
        var apart = truth - _mean;
        _mean += apart / Samples;
        _spread += apart * (truth - _mean);
    }

    /// <summary>
    /// <c>rmse</c> (root of the mean squared error), <c>mae</c> (mean absolute error), <c>r2</c> (1 - squared error / variance; 0 where the truth
    /// is constant and missed, 1 where it is met) and <c>mape</c> (mean of |error| / |truth|, a share; a truth nearer to 0 than 2⁻⁵² counts as 2⁻⁵²).
    /// </summary>
    public Dictionary<string, double> Result()
    {
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["rmse"] = Math.Sqrt(_squares / Samples),
            ["mae"] = _absolutes / Samples,
            ["r2"] = _spread > 0 ? 1 - (_squares / _spread) : _squares > 0 ? 0 : 1,
            ["mape"] = _relatives / Samples,
        };
    }
}
