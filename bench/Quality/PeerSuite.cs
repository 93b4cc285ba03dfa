using System.Globalization;

namespace Bench.Quality;

/// <summary>
/// Runs Optuna's samplers on the problems and stores what they reached. <c>BENCH_OPTUNA_PATH</c> is the module path of the version to run,
/// <c>BENCH_OPTUNA_RESULTS</c> the file to write; what that file holds already is not run again. <c>BENCH_OPTUNA_SAMPLERS</c> names the samplers,
/// <c>BENCH_OPTUNA_TRIALS</c> how many trials each study has, <c>BENCH_PROBLEMS</c> the problems.
/// </summary>
public static class PeerSuite
{
    internal const int Seeds = 20;
    private static readonly string[] Usual = ["default", "tpe_multivariate", "cmaes", "nsga2", "qmc", "random", "gp"];

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var file = Environment.GetEnvironmentVariable("BENCH_OPTUNA_RESULTS")
            ?? throw new InvalidOperationException("Name the file to write in BENCH_OPTUNA_RESULTS.");
        var samplers = Environment.GetEnvironmentVariable("BENCH_OPTUNA_SAMPLERS")?.Split(',') ?? Usual;
        var trials = int.Parse(Environment.GetEnvironmentVariable("BENCH_OPTUNA_TRIALS") ?? "200", CultureInfo.InvariantCulture);
        using var peer = OptunaPeer.Start(Environment.GetEnvironmentVariable("BENCH_OPTUNA_PATH") ?? "");
        var results = File.Exists(file)
            ? PeerResults.Load(file)
            : new PeerResults($"Optuna {peer.Version}", "BENCH_OPTUNA_PATH=… BENCH_OPTUNA_RESULTS=… ./run.sh bench search-peer", "", []);
        var cases = new List<BenchCase>();
        foreach (var sampler in samplers)
        {
            var found = results.Samplers.TryGetValue(sampler, out var known) ? known : results.Samplers[sampler] = [];
            foreach (var problem in SearchProblems.Chosen)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!found.TryGetValue(problem.Name, out var runs) || runs[0].Length < SearchRun.Budgets.Count(budget => budget <= trials))
                {
                    found[problem.Name] = runs = [.. Enumerable.Range(0, Seeds).Select(seed => peer.Run(problem, sampler, seed, trials))];
                    results.Save(file);
                    context.Say($"{results.Peer} {sampler} {problem.Name}");
                }

                double[] last = [.. runs.Select(run => run[^1])];
                cases.Add(new BenchCase($"{sampler}_{problem.Name}", "value", Median.Of(last), null, null, last));
            }
        }

        return Task.FromResult(new BenchResult("search-peer", Machine.Describe(), cases));
    }
}
