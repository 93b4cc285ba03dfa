using System.Collections.Concurrent;
using System.Globalization;
using Search;

namespace Bench.Quality;

/// <summary>
/// The quality of our sampler (<c>BENCH_SAMPLER</c>, else auto; <c>BENCH_LANES</c> trials at a time, else one) on every problem, medians over 20 seeds, beside the stored results of Optuna's samplers:
/// one case for each problem and budget, and the mean rank among all samplers of each peer. <c>BENCH_PROBLEMS</c> lists the problems, else all;
/// <c>BENCH_TABLES</c> names a file for the tables of docs/search-quality.md.
/// </summary>
public static class SearchSuite
{
    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sampler = Samplers.Create(Environment.GetEnvironmentVariable("BENCH_SAMPLER") ?? "auto");
        var lanes = int.Parse(Environment.GetEnvironmentVariable("BENCH_LANES") ?? "1", CultureInfo.InvariantCulture);
        var ours = Run(sampler, lanes, context.Say, cancellation);
        var peers = PeerResults.LoadAll();
        if (Environment.GetEnvironmentVariable("BENCH_TABLES") is { } tables)
            File.WriteAllText(tables, ResultTables.Of(sampler.Name, ours, peers));
        var cases = new List<BenchCase>();
        for (var budget = 0; budget < SearchRun.Budgets.Count; budget++)
        {
            foreach (var problem in SearchProblems.Chosen)
            {
                double[] runs = [.. ours[problem.Name].Select(run => run[budget])];
                var best = peers.SelectMany(peer => Ranking.Medians(peer, problem.Name, budget).Values).Cast<double?>().Min();
                cases.Add(new BenchCase(
                    string.Create(CultureInfo.InvariantCulture, $"{problem.Name}_{SearchRun.Budgets[budget]}"), "value", Median.Of(runs), best, null, runs));
            }

            foreach (var peer in peers)
            {
                var (own, bestPeer) = Ranking.MeanRanks(sampler.Name, ours, peer, budget);
                if (double.IsNaN(own))
                    continue; // it has no results for any of these problems
                cases.Add(new BenchCase(
                    string.Create(CultureInfo.InvariantCulture, $"mean_rank_{SearchRun.Budgets[budget]} against {peer.Peer}"), "rank", own, bestPeer, null, []));
            }
        }

        return Task.FromResult(new BenchResult("search", Machine.Describe(), cases));
    }

    private static ConcurrentDictionary<string, double[][]> Run(ISampler sampler, int lanes, Action<string> say, CancellationToken cancellation)
    {
        var results = new ConcurrentDictionary<string, double[][]>(StringComparer.Ordinal);
        var jobs = SearchProblems.Chosen.SelectMany(problem => Enumerable.Range(0, PeerSuite.Seeds).Select(seed => (Problem: problem, Seed: seed)));
        Parallel.ForEach(jobs, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, job =>
        {
            var runs = results.GetOrAdd(job.Problem.Name, _ => new double[PeerSuite.Seeds][]);
            runs[job.Seed] = SearchRun.Ours(job.Problem, sampler, job.Seed, lanes);
            if (Array.TrueForAll(runs, run => run is not null))
                say(string.Create(CultureInfo.InvariantCulture, $"{job.Problem.Name}: {Median.Of([.. runs.Select(run => run[^1])]):G4} after {SearchRun.Budgets[^1]} trials"));
        });
        return results;
    }
}
