namespace Search;

/// <summary>
/// The most probable constant mean of values under a covariance K = L L^T and what is left of the values: m = 1^T K^-1 z / (1^T K^-1 1 + 1/v)
/// (Rasmussen and Williams 2006, equation 2.42 with one basis function).
/// </summary>
/// <param name="Mean">m.</param>
/// <param name="Weights">a = K^-1 (z - m), padded.</param>
/// <param name="Quadratic">(z - m)^T a.</param>
internal sealed record MeanSolution(double Mean, double[] Weights, double Quadratic)
{
    /// <summary>Minus the logarithm of the density of the values and of m, but for what depends on K alone.</summary>
    public double Penalty => 0.5 * Quadratic + 0.5 * Mean * Mean / GpPrior.MeanVariance;

    /// <summary>The solution for values (n), as many as the factor has rows or fewer: later rows count as fantasies, which pull nothing.</summary>
    public static MeanSolution Of(CholeskyFactor factor, double[] values)
    {
        var width = Lanes.Padded(factor.Count);
        var ones = new double[width];
        Array.Fill(ones, 1, 0, values.Length);
        var rhs = new double[width];
        Array.Copy(values, rhs, values.Length);
        double[] solvedOnes = new double[width], solvedValues = new double[width];
        factor.SolveLower(ones, solvedOnes);
        factor.SolveLower(rhs, solvedValues);
        // A fantasy has exactly the value predicted, so its part of L^-1 (z - m) is zero whatever m.
        Array.Clear(solvedOnes, values.Length, width - values.Length);
        Array.Clear(solvedValues, values.Length, width - values.Length);
        var mean = Lanes.Dot(solvedOnes, solvedValues, 0, width) / (Lanes.Dot(solvedOnes, solvedOnes, 0, width) + 1 / GpPrior.MeanVariance);
        for (var i = 0; i < values.Length; i++)
            solvedValues[i] -= mean * solvedOnes[i];
        var quadratic = Lanes.Dot(solvedValues, solvedValues, 0, width);
        var weights = new double[width];
        factor.SolveUpper(solvedValues, weights);
        return new MeanSolution(mean, weights, quadratic);
    }
}
