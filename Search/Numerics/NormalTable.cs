namespace Search;

/// <summary>
/// The standard normal distribution function from a table, for the many kernels of a density: third-order Taylor steps from nodes 1/64
/// apart, absolute error below 1e-9, about ten times as fast as <see cref="NormalDistribution"/>.
/// </summary>
internal static class NormalTable
{
    private const int NodesPerUnit = 64;
    private const double Largest = 8.5;
    private const double InverseSqrtTwoPi = 0.39894228040143267794;

    private static readonly double[] Masses = [.. Nodes().Select(NormalDistribution.Cdf)];
    private static readonly double[] Densities = [.. Nodes().Select(z => InverseSqrtTwoPi * PortableMath.Exp(-z * z / 2))];

    /// <summary>P(Z &lt;= z).</summary>
    public static double Cdf(double z)
    {
        var size = Math.Abs(z);
        if (size >= Largest)
            return z < 0 ? 0 : 1;
        var node = (int)(size * NodesPerUnit + 0.5);
        var at = node / (double)NodesPerUnit;
        var step = size - at;
        var upper = Masses[node] + Densities[node] * step * (1 - step * (at / 2 - step * (at * at - 1) / 6));
        return z < 0 ? 1 - upper : upper;
    }

    private static IEnumerable<double> Nodes() => Enumerable.Range(0, (int)(Largest * NodesPerUnit) + 2).Select(i => i / (double)NodesPerUnit);
}
