using System.Globalization;
using Bench.Quality;
using Search;

namespace Bench.Curves;

/// <summary>
/// How much sooner the best full-budget value of a recorded sweep is reached with pruning, a sampler or both than in random order without pruning, in
/// replays of the recorded curves on one lane: without a sampler each in the same 24 random orders, with one each with 24 seeds. Nothing is trained.
/// Peer is the median of the seconds without either. A replay that prunes the best trial never reaches its value: it is charged its own whole time and
/// then that of the sweep without pruning. <c>BENCH_CURVES</c> lists the recordings to replay, <c>BENCH_CONTENDERS</c> the pruners and pairs; else all.
/// </summary>
public static class MultiFidelitySuite
{
    private const int Orders = 24;

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var cases = new List<BenchCase>();
        foreach (var file in CurveFile.LoadAll().Where(file => Chosen("BENCH_CURVES", file.Name)))
        {
            var baselines = Replays(file, new Contender("none", "none"), null, cancellation);
            var best = baselines[0].BestValue!.Value;
            double[] before = [.. baselines.Select(run => run.Reached(best)!.Seconds)];
            foreach (var contender in Contender.All.Where(contender => Chosen("BENCH_CONTENDERS", contender.Name)))
            {
                var runs = Replays(file, contender, best, cancellation);
                double[] seconds = [.. runs.Zip(before).Select(pair => pair.First.Reached(best)?.Seconds ?? pair.First.Seconds + pair.Second)];
                var reached = runs.Count(run => run.BestValue <= best);
                var ratio = Median.Of(before) / Median.Of(seconds);
                cases.Add(new BenchCase($"{file.Name}: seconds to the best with {contender.Name}", "s", Median.Of(seconds), Median.Of(before), ratio, seconds));
                cases.Add(new BenchCase($"{file.Name}: replays that reach the best with {contender.Name}", $"of {Orders}", reached, Orders, null, []));
                context.Say(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, {contender.Name}: {ratio:F1} times sooner, {reached} of {Orders} reach it"));
            }
        }

        return Task.FromResult(new BenchResult("multi-fidelity", Machine.Describe(), cases));
    }

    private static bool Chosen(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable)?.Split(',').Contains(name, StringComparer.Ordinal) ?? true;

    private static ReplayRun[] Replays(CurveFile file, Contender contender, double? target, CancellationToken cancellation)
    {
        var runs = new ReplayRun[Orders];
        Parallel.For(0, Orders, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            runs[seed] = CurveReplay.Run(file.Space, file.Trials, new ReplayOptions(contender.CreatePruner(), file.Epochs)
            {
                Sampler = contender.Sampler is { } sampler ? Samplers.Create(sampler) : null,
                Shuffled = contender.Sampler is null,
                Seed = seed,
                Target = target,
                Maximised = file.Maximised,
            }));
        return runs;
    }
}
