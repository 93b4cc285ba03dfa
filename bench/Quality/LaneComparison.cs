using System.Globalization;

namespace Bench.Quality;

/// <summary>How searches with several lanes compare with searches with one at equal trials.</summary>
internal static class LaneComparison
{
    private const double Share = 0.15, Least = 1e-3;

    /// <summary>
    /// For each budget: on how many problems the median distance to the least value is within 15% or 0.001 of one lane's, on how many they come as far with at most 15% more trials, and the geometric mean over
    /// the problems of the share of the budget that the lanes need to come as far as one lane comes with all of it. Where they do not get there it counts as
    /// the longest run's share; a problem whose distance one lane brings below 0.001 is to be
    /// brought to 0.001. The trials needed on one problem are one more than the longest run where it does not suffice.
    /// </summary>
    public static IEnumerable<BenchCase> Cases(string mode, IReadOnlyDictionary<string, double[][]> one, IReadOnlyDictionary<string, double[][]> several)
    {
        foreach (var budget in SearchRun.Budgets)
        {
            var (within, reached, logs) = (0, 0, 0.0);
            foreach (var problem in SearchProblems.Chosen)
            {
                var (own, other) = (MedianCurve(problem, one[problem.Name]), MedianCurve(problem, several[problem.Name]));
                within += other[budget - 1] <= (1 + Share) * own[budget - 1] || other[budget - 1] <= own[budget - 1] + Least ? 1 : 0;
                var needed = Array.FindIndex(other, distance => distance <= Math.Max(own[budget - 1], Least)) + 1;
                var share = (needed == 0 ? other.Length : needed) / (double)budget;
                reached += needed > 0 && share <= 1 + Share ? 1 : 0;
                logs += Math.Log(share);
                yield return new BenchCase(Name($"{mode}_{problem.Name}_{budget}_distance"), "distance", other[budget - 1], own[budget - 1], null, []);
                yield return new BenchCase(Name($"{mode}_{problem.Name}_{budget}_needed"), "trials", needed == 0 ? other.Length + 1 : needed, budget, null, []);
            }

            yield return new BenchCase(Name($"{mode}_within_15_percent_{budget}"), "problems", within, SearchProblems.Chosen.Count, null, []);
            yield return new BenchCase(Name($"{mode}_reached_with_15_percent_more_trials_{budget}"), "problems", reached, SearchProblems.Chosen.Count, null, []);
            yield return new BenchCase(Name($"{mode}_trials_needed_{budget}"), "share of the budget", Math.Exp(logs / SearchProblems.Chosen.Count), 1, null, []);
        }
    }

    private static string Name(FormattableString name) => name.ToString(CultureInfo.InvariantCulture);

    private static double[] MedianCurve(SearchProblem problem, double[][] runs) =>
        [.. Enumerable.Range(0, runs[0].Length).Select(trial => Median.Of([.. runs.Select(run => run[trial])]) - problem.Least)];
}
