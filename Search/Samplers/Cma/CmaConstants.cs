namespace Search;

/// <summary>
/// The constants of one population size: Hansen, "The CMA evolution strategy: a tutorial", arXiv 1604.00772, table 1; equation numbers are
/// of that paper.
/// </summary>
internal sealed record CmaConstants(double[] Weights, double MuEff, double CSigma, double DSigma, double Cc, double C1, double CMu, double Expected)
{
    /// <summary>The constants for <paramref name="population"/> members that could be ranked, in <paramref name="n"/> numeric dimensions (at least 1).</summary>
    public static CmaConstants Of(int population, int n)
    {
        var raw = new double[population]; // equation 49
        for (var i = 0; i < population; i++)
            raw[i] = PortableMath.Log((population + 1) / 2.0) - PortableMath.Log(i + 1);
        var (muEff, positive) = Selection(raw, weight => weight > 0);
        var (muEffMinus, negative) = Selection(raw, weight => weight < 0);
        var cSigma = (muEff + 2) / (n + muEff + 5); // equation 55
        var dSigma = 1 + 2 * Math.Max(0, Math.Sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
        var cc = (4 + muEff / n) / (n + 4 + 2 * muEff / n); // equation 56
        var c1 = 2 / ((n + 1.3) * (n + 1.3) + muEff); // equation 57
        var cMu = Math.Min(1 - c1, 2 * (0.25 + muEff + 1 / muEff - 2) / ((n + 2.0) * (n + 2) + muEff)); // equation 58
        var least = Math.Min(1 + c1 / cMu, Math.Min(1 + 2 * muEffMinus / (muEff + 2), (1 - c1 - cMu) / (n * cMu))); // equations 50 to 52
        var weights = Array.ConvertAll(raw, weight => weight >= 0 ? weight / positive : weight * least / negative); // equation 53
        return new CmaConstants(weights, muEff, cSigma, dSigma, cc, c1, cMu, Math.Sqrt(n) * (1 - 1 / (4.0 * n) + 1 / (21.0 * n * n)));
    }

    /// <summary>Variance effective selection mass (equation 8) and the sum of absolute weights of one sign; 0 and 1 when there are none.</summary>
    private static (double Mass, double Sum) Selection(double[] weights, Func<double, bool> sign)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            sum += sign(weight) ? Math.Abs(weight) : 0;
            squares += sign(weight) ? weight * weight : 0;
        }

        return squares == 0 ? (0, 1) : (sum * sum / squares, sum);
    }
}
