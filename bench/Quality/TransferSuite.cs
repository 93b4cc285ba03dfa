using System.Globalization;
using Search;

namespace Bench.Quality;

/// <summary>
/// What an earlier study is worth: the best value after a few trials with an earlier study of 60 random trials of the same, a shifted, a
/// rescaled, a reversed and an unrelated function, beside the search without any; medians over 21 seeds.
/// </summary>
public static class TransferSuite
{
    private const int Seeds = 21, PastTrials = 60, Trials = 30;
    private static readonly int[] Budgets = [4, 8, 15, 30];
    private static readonly string[] Names = ["gp", "auto", "tpe"];

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var cases = new List<BenchCase>();
        foreach (var sampler in Names)
        {
            foreach (var problem in TransferProblems.All)
            {
                var alone = Runs(sampler, problem.Space, problem.Value, null, cancellation);
                foreach (var (relation, of) in TransferProblems.Relations)
                {
                    var runs = Runs(sampler, problem.Space, problem.Value, of(problem.Value, new UnitCube(problem.Space)), cancellation);
                    for (var b = 0; b < Budgets.Length; b++)
                        cases.Add(Case(string.Create(CultureInfo.InvariantCulture, $"{sampler}_{problem.Name}_{relation}_{Budgets[b]}"), "value", [.. runs.Select(run => run[b])], [.. alone.Select(run => run[b])]));
                    context.Say(string.Join(' ', cases.TakeLast(Budgets.Length).Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Name}: {item.Ours:G3} ({item.Peer:G3})"))));
                }
            }
        }

        return Task.FromResult(new BenchResult("search-transfer", Machine.Describe(), cases));
    }

    private static BenchCase Case(string name, string unit, double[] with, double[] without)
    {
        var (ours, peer) = (Median.Of(with), Median.Of(without));
        return new BenchCase(name, unit, ours, peer, ours > 0 ? peer / ours : null, with);
    }

    /// <summary>(seeds, budgets) best values.</summary>
    private static double[][] Runs(string sampler, SearchSpace space, Func<double[], double> value, Func<double[], double>? earlier, CancellationToken cancellation)
    {
        var runs = new double[Seeds][];
        Parallel.For(0, Seeds, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var cube = new UnitCube(space);
            var study = new Study(space, Samplers.Create(sampler), new StudyOptions { Seed = seed, Past = earlier is null ? [] : [Past("before", space, earlier, 1000 + seed, PastTrials)] });
            var best = new double[Trials];
            for (var i = 0; i < Trials; i++)
            {
                var asked = study.Ask();
                var told = value(cube.Encode(asked.Parameters));
                study.Tell(asked.Trial, told);
                best[i] = i == 0 ? told : Math.Min(told, best[i - 1]);
            }

            runs[seed] = [.. Budgets.Select(budget => best[budget - 1])];
        });
        return runs;
    }

    private static PastStudy Past(string name, SearchSpace space, Func<double[], double> value, long seed, int trials)
    {
        var cube = new UnitCube(space);
        return new PastStudy(name, space, [.. Enumerable.Range(0, trials).Select(number =>
        {
            var parameters = Samplers.Create("random").Suggest(new StudyView(space, [], seed, 1), number).Parameters;
            return new Observation(number, parameters, TrialState.Completed, value(cube.Encode(parameters)), []);
        })]);
    }
}
