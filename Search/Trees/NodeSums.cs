namespace Search;

/// <summary>Sums over the drawn rows of a node.</summary>
/// <param name="Weight">How many were drawn.</param>
/// <param name="Sum">Of their values.</param>
/// <param name="Squares">Of their values' squares.</param>
/// <param name="IsPure">Whether all values are equal.</param>
internal readonly record struct NodeSums(double Weight, double Sum, double Squares, bool IsPure)
{
    public double Mean => Sum / Weight;

    public double Variance => IsPure ? 0 : Math.Max(0, Squares / Weight - Mean * Mean);
}
