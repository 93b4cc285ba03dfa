namespace Search;

/// <summary>
/// Log expected improvement of one objective, plus the log probability that every constraint is fulfilled, each modelled by a process
/// of its own: Gardner, Kusner, Xu, Weinberger, Cunningham, "Bayesian optimization with inequality constraints", ICML 2014, equation 5.
/// </summary>
/// <param name="objective">The objective; null while no feasible trial is known, when only feasibility counts.</param>
/// <param name="bound">The value to improve on, standardised.</param>
/// <param name="constraints">Models of the constraints and the standardised value below which each is fulfilled.</param>
internal sealed class ImprovementAcquisition(IPosterior? objective, double bound, IReadOnlyList<(GpModel Model, double Limit)> constraints) : Acquisition
{
    public override string Name => objective is null ? "log probability of feasibility"
        : constraints.Count == 0 ? "log expected improvement" : "log expected feasible improvement";

    public override void Score(double[][] four, Span<double> scores)
    {
        Span<double> means = stackalloc double[Lanes.Width];
        Span<double> variances = stackalloc double[Lanes.Width];
        scores.Clear();
        if (objective is not null)
        {
            objective.Predict(four, means, variances);
            for (var q = 0; q < Lanes.Width; q++)
                scores[q] = LogImprovement.Of(means[q], Math.Sqrt(variances[q]), bound).Value;
        }

        foreach (var (model, limit) in constraints)
        {
            model.Predict(four, means, variances);
            for (var q = 0; q < Lanes.Width; q++)
                scores[q] += LogImprovement.LogCdf((limit - means[q]) / Math.Sqrt(variances[q])).Value;
        }
    }

    public override double Score(double[] point, double[] gradient)
    {
        var byMean = new double[point.Length];
        var byVariance = new double[point.Length];
        Array.Clear(gradient);
        var score = 0.0;
        if (objective is not null)
        {
            var (mean, variance) = objective.Predict(point, byMean, byVariance);
            var deviation = Math.Sqrt(variance);
            var (value, m, s) = LogImprovement.Of(mean, deviation, bound);
            score += value;
            Add(gradient, byMean, byVariance, m, s / (2 * deviation));
        }

        foreach (var (model, limit) in constraints)
        {
            var (mean, variance) = model.Predict(point, byMean, byVariance);
            var deviation = Math.Sqrt(variance);
            var z = (limit - mean) / deviation;
            var (value, slope) = LogImprovement.LogCdf(z);
            score += value;
            Add(gradient, byMean, byVariance, -slope / deviation, -slope * z / (2 * variance));
        }

        return score;
    }

    private static void Add(double[] gradient, double[] byMean, double[] byVariance, double m, double v)
    {
        for (var j = 0; j < gradient.Length; j++)
            gradient[j] += m * byMean[j] + v * byVariance[j];
    }
}
