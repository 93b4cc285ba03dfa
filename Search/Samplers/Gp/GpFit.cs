namespace Search;

/// <summary>
/// Finds the most probable parameters of a process: quasi-Newton descents on the log posterior from the parameters last used and, while
/// data are few, from the prior's middle; the exponent of the output warp by comparing likelihoods under one covariance, which
/// costs n^2 an exponent. A fixed number of iterations.
/// </summary>
internal static class GpFit
{
    /// <summary>Below this many points a warm start is not trusted alone.</summary>
    private const int FewPoints = 60;

    private const int FreshIterations = 40, WarmIterations = 20, AgainIterations = 10;
    private const double Tolerance = 0.01;

    private static readonly double[] Powers = [-1, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];

    /// <summary>The parameters for points with these values (n).</summary>
    /// <param name="points">Features.</param>
    /// <param name="values">Values, finite.</param>
    /// <param name="categorical">Which features are choices.</param>
    /// <param name="last">Parameters fitted to fewer of the data; null if there are none.</param>
    /// <param name="warped">Whether to choose the warp's exponent; else it is 1.</param>
    public static GpHyper Fit(GpPoints points, double[] values, IReadOnlyList<bool> categorical, GpHyper? last, bool warped)
    {
        var start = last ?? GpPrior.Start(points.Dimension);
        var power = warped ? last?.Warp ?? 0.5 : 1;
        var (best, likelihood) = Descend(points, values, categorical, power, start, last is null ? FreshIterations : WarmIterations);
        if (last is not null && points.Count < FewPoints)
        {
            var other = Descend(points, values, categorical, power, GpPrior.Start(points.Dimension), FreshIterations);
            if (other.Best.Value < best.Value)
                (best, likelihood) = other;
        }

        if (!warped)
            return Hyper(best.Point, 1);
        likelihood.Evaluate(best.Point, new double[best.Point.Length]);
        var chosen = BestPower(likelihood, values);
        if (chosen != power)
            (best, _) = Descend(points, values, categorical, chosen, Hyper(best.Point, chosen), AgainIterations);
        return Hyper(best.Point, chosen);
    }

    private static double BestPower(GpLikelihood likelihood, double[] values)
    {
        var (chosen, least) = (1.0, double.PositiveInfinity);
        foreach (var power in Powers)
        {
            var warp = new OutputWarp(values, power);
            var misfit = likelihood.Misfit(warp.Latent) - warp.LogJacobian;
            if (misfit < least)
                (chosen, least) = (power, misfit);
        }

        return chosen;
    }

    private static ((double[] Point, double Value) Best, GpLikelihood Likelihood) Descend(
        GpPoints points, double[] values, IReadOnlyList<bool> categorical, double power, GpHyper start, int iterations)
    {
        var likelihood = new GpLikelihood(points, new OutputWarp(values, power).Latent, categorical);
        var (low, high) = GpPrior.Bounds(points.Dimension);
        return (new BoundedMinimizer(low, high).Minimize(likelihood.Evaluate, [.. start.LogLengths, start.LogScale, start.LogNoise], iterations, Tolerance), likelihood);
    }

    private static GpHyper Hyper(double[] parameters, double power) =>
        new GpHyper(parameters[..^2], parameters[^2], parameters[^1], power).Rounded();
}
