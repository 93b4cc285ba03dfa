using System.Globalization;
using Bench.Quality;
using Search;

namespace Bench.Curves;

/// <summary>
/// How much sooner the best full-budget value of a recorded sweep is reached with pruning than without, in replays of the recorded curves on one
/// lane, each in the same 24 random orders; with a sampler, each with 24 seeds. Nothing is trained. Peer is the median of the seconds without pruning.
/// A replay that prunes the best trial never reaches its value: it is charged its own whole time and then that of the sweep without pruning.
/// </summary>
public static class MultiFidelitySuite
{
    private const int Orders = 24;

    private static readonly (string Name, string Pruner, string? Sampler)[] Candidates =
    [
        ("median", "median", null), ("percentile", "percentile", null), ("successive_halving", "successive_halving", null), ("asha", "asha", null),
        ("hyperband", "hyperband", null), ("curve", "curve", null), ("tpe alone", "none", "tpe"), ("asha and tpe", "asha", "tpe"),
        ("asha and bohb", "asha", "bohb"), ("hyperband and bohb", "hyperband", "bohb"),
    ];

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var cases = new List<BenchCase>();
        foreach (var file in CurveFile.LoadAll())
        {
            var baselines = Replays(file, "none", null);
            double[] before = [.. baselines.Select(run => run.Reached(run.BestValue!.Value)!.Seconds)];
            foreach (var (name, pruner, sampler) in Candidates)
            {
                cancellation.ThrowIfCancellationRequested();
                var runs = Replays(file, pruner, sampler);
                double[] seconds = [.. runs.Zip(baselines, before).Select(run => run.First.Reached(run.Second.BestValue!.Value)?.Seconds ?? run.First.Seconds + run.Third)];
                var reached = runs.Zip(baselines).Count(pair => pair.First.BestValue <= pair.Second.BestValue);
                var saved = Median.Of([.. runs.Zip(baselines).Select(pair => 1 - (double)pair.First.Epochs / pair.Second.Epochs)]);
                var regret = Median.Of([.. runs.Zip(baselines).Select(pair => pair.First.BestValue!.Value / pair.Second.BestValue!.Value)]);
                cases.Add(new BenchCase($"{file.Name}: seconds to the best with {name}", "s", Median.Of(seconds), Median.Of(before), Median.Of(before) / Median.Of(seconds), seconds));
                cases.Add(new BenchCase($"{file.Name}: replays that reach the best with {name}", $"of {Orders}", reached, Orders, null, []));
                context.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{file.Name}, {name}: {Median.Of(before) / Median.Of(seconds):F1} times sooner, {reached} of {Orders} reach it, {100 * saved:F0}% of the epochs saved, best value {regret:F3} times the best"));
            }
        }

        return Task.FromResult(new BenchResult("multi-fidelity", Machine.Describe(), cases));
    }

    private static ReplayRun[] Replays(CurveFile file, string pruner, string? sampler) => [.. Enumerable.Range(0, Orders).Select(seed =>
        CurveReplay.Run(file.Space, file.Trials, new ReplayOptions(Pruners.Create(pruner), file.Epochs)
        {
            Sampler = sampler is null ? null : Samplers.Create(sampler),
            Shuffled = sampler is null,
            Seed = seed,
        }))];
}
