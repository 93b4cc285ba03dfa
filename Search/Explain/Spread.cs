namespace Search;

/// <summary>Mean and standard deviation of some numbers.</summary>
internal static class Spread
{
    /// <summary>Both 0 when there are none; the deviation is that of the numbers given (divided by n).</summary>
    public static (double Mean, double Deviation) Of(double[] values)
    {
        if (values.Length == 0)
            return (0, 0);
        var mean = PortableMath.Sum(values) / values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / values.Length));
    }
}
