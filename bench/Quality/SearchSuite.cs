using System.Collections.Concurrent;
using System.Globalization;
using Search;

namespace Bench.Quality;

/// <summary>
/// The quality of our sampler (<c>BENCH_SAMPLER</c>, else auto) on every problem, medians over 20 seeds, beside the stored results of Optuna's
/// samplers: one case for each problem and budget, and the mean rank among all samplers of each peer. <c>BENCH_PROBLEMS</c> lists the problems, else all;
/// <c>BENCH_TABLES</c> names a file for the tables of docs/search-quality.md. With <c>BENCH_LANES</c> above 1 it runs with
/// one lane and then with so many, as <c>BENCH_LANES_MODE</c> says: <c>async</c> (a lane proposes as soon as its trial has ended; the default),
/// <c>batch</c> (all start and end together), or both with a comma between; each has its ranks, the comparison with one lane
/// is <see cref="LaneComparison"/>'s. The tables are one lane's.
/// </summary>
public static class SearchSuite
{
    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sampler = Samplers.Create(Environment.GetEnvironmentVariable("BENCH_SAMPLER") ?? "auto");
        var lanes = int.Parse(Environment.GetEnvironmentVariable("BENCH_LANES") ?? "1", CultureInfo.InvariantCulture);
        var cases = new List<BenchCase>();
        var one = Run(sampler, 1, together: false, context.Say, cancellation);
        if (lanes <= 1)
            cases.AddRange(Compare(sampler.Name, AtBudgets(one)));
        if (Environment.GetEnvironmentVariable("BENCH_TABLES") is { } tables)
            File.WriteAllText(tables, ResultTables.Of(sampler.Name, AtBudgets(one), PeerResults.LoadAll()));
        foreach (var mode in lanes <= 1 ? [] : Modes())
        {
            context.Say(string.Create(CultureInfo.InvariantCulture, $"{lanes} lanes, {mode}"));
            var several = Run(sampler, lanes, mode == "batch", context.Say, cancellation);
            cases.AddRange(Compare(sampler.Name, AtBudgets(several)).Select(result => result with { Name = $"{mode}_{result.Name}" }));
            cases.AddRange(LaneComparison.Cases(mode, one, several));
        }

        return Task.FromResult(new BenchResult("search", Machine.Describe(), cases));
    }

    private static string[] Modes()
    {
        var modes = (Environment.GetEnvironmentVariable("BENCH_LANES_MODE") ?? "async").Split(',');
        return Array.TrueForAll(modes, mode => mode is "async" or "batch") ? modes
            : throw new InvalidOperationException("BENCH_LANES_MODE is async, batch, or both with a comma between.");
    }

    private static IEnumerable<BenchCase> Compare(string name, Dictionary<string, double[][]> ours)
    {
        var peers = PeerResults.LoadAll();
        for (var budget = 0; budget < SearchRun.Budgets.Count; budget++)
        {
            foreach (var problem in SearchProblems.Chosen)
            {
                double[] runs = [.. ours[problem.Name].Select(run => run[budget])];
                var best = peers.SelectMany(peer => Ranking.Medians(peer, problem.Name, budget).Values).Cast<double?>().Min();
                yield return new BenchCase(
                    string.Create(CultureInfo.InvariantCulture, $"{problem.Name}_{SearchRun.Budgets[budget]}"), "value", Median.Of(runs), best, null, runs);
            }

            foreach (var peer in peers)
            {
                var (own, bestPeer) = Ranking.MeanRanks(name, ours, peer, budget);
                if (double.IsNaN(own))
                    continue; // it has no results for any of these problems
                yield return new BenchCase(
                    string.Create(CultureInfo.InvariantCulture, $"mean_rank_{SearchRun.Budgets[budget]} against {peer.Peer}"), "rank", own, bestPeer, null, []);
            }
        }
    }

    private static Dictionary<string, double[][]> AtBudgets(IReadOnlyDictionary<string, double[][]> curves) =>
        curves.ToDictionary(entry => entry.Key, entry => Array.ConvertAll(entry.Value, curve => SearchRun.Budgets.Select(budget => curve[budget - 1]).ToArray()), StringComparer.Ordinal);

    private static ConcurrentDictionary<string, double[][]> Run(ISampler sampler, int lanes, bool together, Action<string> say, CancellationToken cancellation)
    {
        var results = new ConcurrentDictionary<string, double[][]>(StringComparer.Ordinal);
        var jobs = SearchProblems.Chosen.SelectMany(problem => Enumerable.Range(0, PeerSuite.Seeds).Select(seed => (Problem: problem, Seed: seed)));
        Parallel.ForEach(jobs, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, job =>
        {
            var runs = results.GetOrAdd(job.Problem.Name, _ => new double[PeerSuite.Seeds][]);
            runs[job.Seed] = SearchRun.Ours(job.Problem, sampler, job.Seed, lanes, together);
            if (Array.TrueForAll(runs, run => run is not null))
                say(string.Create(CultureInfo.InvariantCulture, $"{job.Problem.Name}: {Median.Of([.. runs.Select(run => run[^1])]):G4} after {SearchRun.Budgets[^1]} trials"));
        });
        return results;
    }
}
