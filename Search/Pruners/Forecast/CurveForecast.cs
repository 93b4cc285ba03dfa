namespace Search;

/// <summary>What a curve is expected to come to.</summary>
/// <param name="WinProbability">Probability, 0 to 1, that it beats the best completed trial by the last epoch.</param>
/// <param name="Expected">The median forecast of its best value at the last epoch, minimised.</param>
internal sealed record CurveForecast(double WinProbability, double Expected)
{
    /// <summary>The most completed curves that are learnt from: the later ones, which are more like those to come.</summary>
    private const int MostCurves = 60;

    /// <summary>Deviations are never shrunk by more than this; a few completed curves may fit by luck.</summary>
    private const double LeastCalibration = 1;

    /// <param name="curve">The curve so far, with a finite value.</param>
    /// <param name="completed">Full curves by trial number, each with a finite value; at least one.</param>
    /// <param name="maxEpochs">T, the full budget.</param>
    public static CurveForecast Of(IReadOnlyList<double> curve, IReadOnlyList<IReadOnlyList<double>> completed, int maxEpochs)
    {
        var scale = new CurveScale([.. completed.Select(other => Curves.Best(other, maxEpochs)!.Value)]);
        double[][] known = [.. completed.Skip(completed.Count - MostCurves).Select(other => scale.BestSoFar(other, maxEpochs))];
        FamilyModel[] families = [.. CurveFamily.Shapes(maxEpochs).Select(shape => new FamilyModel(shape, known))];

        var epochs = curve.Count;
        var (mean, variance) = Mixture(families, scale.BestSoFar(curve, epochs), epochs);
        // How far off, in its own deviations, the same forecast was for the completed trials; the prior curve counts as one that fits.
        var squares = 1.0;
        foreach (var other in known)
        {
            var (m, v) = Mixture(families, other, epochs);
            squares += (other[^1] - m) * (other[^1] - m) / v;
        }

        var deviation = Math.Sqrt(variance * Math.Max(LeastCalibration, squares / (known.Length + 1)));
        return new CurveForecast(NormalDistribution.Cdf(-mean / deviation), scale.FromScale(mean));
    }

    /// <summary>Mean and variance of the families' forecasts of z(T), weighted by their evidence (Hoeting et al., "Bayesian model averaging", 1999, equations 3 and 4); never above the value reached.</summary>
    private static (double Mean, double Variance) Mixture(FamilyModel[] families, double[] curve, int epochs)
    {
        var predictions = Array.ConvertAll(families, family => family.Predict(curve, epochs));
        var largest = predictions.Max(prediction => prediction.LogEvidence);
        double total = 0, mean = 0, square = 0;
        foreach (var (m, v, logEvidence) in predictions)
        {
            var weight = PortableMath.Exp(logEvidence - largest);
            total += weight;
            mean += weight * m;
            square += weight * (v + m * m);
        }

        mean /= total;
        return (Math.Min(mean, curve[epochs - 1]), Math.Max(square / total - mean * mean, 1e-12));
    }
}
