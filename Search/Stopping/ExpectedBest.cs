namespace Search;

/// <summary>
/// The expected best of k trials drawn from those that ended (Dodge, Gururangan, Card, Schwartz, Smith, "Show your work", EMNLP 2019,
/// equation 7), without bias: the mean least value over all subsets of k (Tang et al., "Showing your work doesn't always work", ACL 2020, equation 4).
/// </summary>
internal static class ExpectedBest
{
    /// <param name="sorted">The values (n), ascending.</param>
    /// <param name="count">k, 1 to n. Cost O(n).</param>
    public static double Of(double[] sorted, int count)
    {
        // The i-th least is the least of a subset with probability C(n - i, k - 1) / C(n, k), by recurrence over i.
        double weight = (double)count / sorted.Length, sum = 0;
        for (var i = 1; i <= sorted.Length - count + 1; i++)
        {
            sum += weight * sorted[i - 1];
            if (i < sorted.Length)
                weight *= (double)(sorted.Length - i - count + 1) / (sorted.Length - i);
        }

        return sum;
    }
}
