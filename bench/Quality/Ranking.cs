using System.Globalization;

namespace Bench.Quality;

/// <summary>
/// Ranks of samplers by their medians: 1 is best, equal medians share the mean of their places. So several that reach the optimum of a table exactly
/// gain nothing over one another, and each pays for the others' company: of three that tie for the first place each has rank 2.
/// </summary>
internal static class Ranking
{
    /// <summary>The median over seeds of each of the peer's samplers that has results for this problem and budget.</summary>
    public static Dictionary<string, double> Medians(PeerResults peer, string problem, int budget) => peer.Samplers
        .Where(sampler => sampler.Value.TryGetValue(problem, out var runs) && runs[0].Length > budget)
        .ToDictionary(sampler => sampler.Key, sampler => Median.Of([.. sampler.Value[problem].Select(run => run[budget])]), StringComparer.Ordinal);

    /// <summary>The rank of a median among all of them, itself included. Compared are seven digits: the oldest results are stored with no more.</summary>
    public static double RankOf(double median, IEnumerable<double> all)
    {
        var own = Rounded(median);
        double[] rounded = [.. all.Select(Rounded)];
        return rounded.Count(other => other < own) + (rounded.Count(other => other == own) + 1) / 2.0;
    }

    /// <summary>Our mean rank among ourselves and the peer's samplers over the problems that the peer has results for, and its best sampler's.</summary>
    public static (double Own, double BestPeer) MeanRanks(string name, IReadOnlyDictionary<string, double[][]> ours, PeerResults peer, int budget)
    {
        var ranks = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var (problem, runs) in ours)
        {
            var medians = Medians(peer, problem, budget);
            if (medians.Count == 0)
                continue;
            medians["ours: " + name] = Median.Of([.. runs.Select(run => run[budget])]);
            foreach (var (sampler, median) in medians)
            {
                var rank = RankOf(median, medians.Values);
                (ranks.TryGetValue(sampler, out var list) ? list : ranks[sampler] = []).Add(rank);
            }
        }

        var own = ranks.Remove("ours: " + name, out var mine) ? mine.Average() : double.NaN;
        return (own, ranks.Count == 0 ? double.NaN : ranks.Values.Min(list => list.Average()));
    }

    private static double Rounded(double value) => double.Parse(value.ToString("g7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
