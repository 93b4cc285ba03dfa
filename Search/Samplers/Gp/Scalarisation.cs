namespace Search;

/// <summary>
/// Several objectives as one: the augmented Chebyshev norm max_j w_j f_j + 0.05 sum_j w_j f_j of objectives scaled to [0, 1], with weights
/// drawn evenly from the simplex for every trial, so that in time every part of the front is aimed at. Knowles, "ParEGO", IEEE
/// Transactions on Evolutionary Computation 10, 2006, equation 2. Cost O(n m).
/// </summary>
internal static class Scalarisation
{
    private const double Augmentation = 0.05;

    /// <summary>The scalar values (n) of objectives (m arrays of n).</summary>
    public static double[] Of(IReadOnlyList<double[]> objectives, TrialRandom random)
    {
        // Exponential draws divided by their sum are uniform on the simplex.
        var weights = new double[objectives.Count];
        for (var j = 0; j < weights.Length; j++)
            weights[j] = -PortableMath.Log(1 - random.Uniform(j));
        var total = PortableMath.Sum(weights);
        var largest = new double[objectives[0].Length];
        var sums = new double[largest.Length];
        for (var j = 0; j < weights.Length; j++)
        {
            var (low, high) = (objectives[j].Min(), objectives[j].Max());
            var range = high / 2 - low / 2;
            for (var i = 0; i < sums.Length; i++)
            {
                var part = range > 0 ? weights[j] / total * (objectives[j][i] / 2 - low / 2) / range : 0;
                largest[i] = Math.Max(largest[i], part);
                sums[i] += part;
            }
        }

        for (var i = 0; i < sums.Length; i++)
            sums[i] = largest[i] + Augmentation * sums[i];
        return sums;
    }
}
