namespace Search;

/// <summary>Objective values as numbers around 0 of at most about 1, so that squares neither overflow nor cancel.</summary>
/// <param name="Low">Values below it count as it.</param>
/// <param name="High">Values above it count as it.</param>
/// <param name="Middle">What becomes 0.</param>
/// <param name="Unit">What becomes 1, above 0.</param>
internal sealed record TargetScale(double Low, double High, double Middle, double Unit)
{
    private const double FarOut = 3;

    /// <summary>The scale of some values: fences at the quartiles plus and minus three interquartile ranges, where these are not equal.</summary>
    /// <param name="values">At least one, finite.</param>
    public static TargetScale Of(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        var (low, high) = (sorted[sorted.Length / 4], sorted[sorted.Length - 1 - sorted.Length / 4]);
        var range = high - low;
        (low, high) = range > 0
            ? (Math.Max(sorted[0], low - FarOut * range), Math.Min(sorted[^1], high + FarOut * range))
            : (sorted[0], sorted[^1]);
        var unit = high / 2 - low / 2;
        return new TargetScale(low, high, low + unit, unit > 0 ? unit : 1);
    }

    public double ToScaled(double value) => (Math.Clamp(value, Low, High) - Middle) / Unit;

    public double FromScaled(double scaled) => Middle + scaled * Unit;
}
