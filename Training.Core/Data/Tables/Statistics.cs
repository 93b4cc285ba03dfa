namespace Training.Core.Data.Tables;

/// <summary>Moments and quantiles of numbers without missing ones, as scikit-learn's scalers use them.</summary>
internal static class Statistics
{
    /// <summary>The arithmetic mean.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }

    /// <summary>The population's standard deviation (divided by n), in two passes.</summary>
    public static double Deviation(ReadOnlySpan<double> values) => Math.Sqrt(Moment(values, Mean(values), 2));

    /// <summary>The same, but 0 where it is no more than the rounding of equal values, as scikit-learn's scalers decide: var ≤ n ε var + (n mean ε)², with ε = 2⁻⁵².</summary>
    public static double Spread(ReadOnlySpan<double> values)
    {
        const double Epsilon = 1.0 / (1L << 52);
        var mean = Mean(values);
        var variance = Moment(values, mean, 2);
        var rounding = values.Length * mean * Epsilon;
        return variance <= (values.Length * Epsilon * variance) + (rounding * rounding) ? 0 : Math.Sqrt(variance);
    }

    /// <summary>The third standardised moment; 0 for constant values.</summary>
    public static double Skewness(ReadOnlySpan<double> values)
    {
        var mean = Mean(values);
        var variance = Moment(values, mean, 2);
        return Spread(values) > 0 ? Moment(values, mean, 3) / (variance * Math.Sqrt(variance)) : 0;
    }

    /// <summary>The value below which a share lies, linear between neighbours (type 7 of Hyndman and Fan 1996, numpy's default).</summary>
    /// <param name="sorted">At least one, ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private static double Moment(ReadOnlySpan<double> values, double mean, int order)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            var apart = value - mean;
            sum += order == 2 ? apart * apart : apart * apart * apart;
        }

        return sum / values.Length;
    }
}
