namespace Search;

/// <summary>
/// Keeps every discrete number changing: Hamano, Saito, Nomura, Shirakawa, "CMA-ES with margin: lower-bounding marginal probability for
/// mixed-integer black-box optimization", GECCO 2022, sections 4.2 and 4.3. The probability to leave the mean's own cell stays above
/// 1/(n population) on each side, by a factor on the axis and a shift of the mean.
/// </summary>
internal static class CmaMargin
{
    /// <summary>Corrects one axis.</summary>
    /// <param name="axis">A discrete numeric axis.</param>
    /// <param name="mean">Its mean.</param>
    /// <param name="deviation">Its standard deviation without the factor, sigma times the root of the variance.</param>
    /// <param name="factor">Its factor.</param>
    /// <param name="alpha">The margin, in (0, 1/2).</param>
    /// <returns>The corrected mean and factor.</returns>
    public static (double Mean, double Factor) Correct(UnitAxis axis, double mean, double deviation, double factor, double alpha)
    {
        if (axis.Levels < 2)
            return (mean, factor);
        mean = Math.Clamp(mean, 0, 1);
        var level = axis.LevelOf(mean);
        var (low, high) = axis.Cell(level);
        var spread = deviation * factor;
        if (level == 0 || level == axis.Levels - 1)
        {
            // Section 4.2: in an outer cell the mean comes so near to its one neighbour that it is drawn with probability alpha.
            var farthest = spread * NormalDistribution.Quantile(1 - alpha);
            return (level == 0 ? high - Math.Min(high - mean, farthest) : low + Math.Min(mean - low, farthest), factor);
        }

        // Section 4.3: both neighbours get at least alpha / 2, at the expense of the rest in proportion.
        var (below, above) = (NormalDistribution.Cdf((low - mean) / spread), NormalDistribution.Cdf((mean - high) / spread));
        var middle = Math.Max(0, 1 - below - above);
        var (atLeastBelow, atLeastAbove) = (Math.Max(alpha / 2, below), Math.Max(alpha / 2, above));
        var excess = 1 - atLeastBelow - atLeastAbove - middle;
        var room = atLeastBelow + atLeastAbove + middle - 3 * alpha / 2;
        var zLow = NormalDistribution.Quantile(1 - Math.Min(0.5, atLeastBelow + excess / room * (atLeastBelow - alpha / 2)));
        var zHigh = NormalDistribution.Quantile(1 - Math.Min(0.5, atLeastAbove + excess / room * (atLeastAbove - alpha / 2)));
        if (below >= alpha / 2 && above >= alpha / 2 || !(zLow + zHigh > 0))
            return (mean, factor);
        return ((low * zHigh + high * zLow) / (zLow + zHigh), (high - low) / (deviation * (zLow + zHigh)));
    }
}
