using Search.Tests.Support;

namespace Search.Tests.Sampling;

/// <summary>Whole searches in memory: the median best value of 20 fixed seeds after 60 trials.</summary>
public class SearchQualityTests
{
    private const int Seeds = 20, Trials = 60;

    public static TheoryData<string> Problems { get; } = [.. TestFunctions.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Problems))]
    public void Tpe_finds_better_values_than_random_search(string problem)
    {
        var tpe = MedianBest(new TpeSampler(), problem);
        var random = MedianBest(new RandomSampler(), problem);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{problem}: tpe {tpe:F3}, random {random:F3} above the optimum"));
        Assert.True(tpe < 0.6 * random, FormattableString.Invariant($"tpe {tpe}, random {random}"));
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Eight_lanes_still_beat_random_search(string problem) =>
        Assert.True(MedianBest(new TpeSampler(), problem, lanes: 8) < 0.8 * MedianBest(new RandomSampler(), problem));

    [Theory]
    [MemberData(nameof(Problems))]
    public void Gaussian_processes_find_better_values_than_tpe_and_random_search(string problem)
    {
        var (gp, tpe, random) = (MedianBest(new GpSampler(), problem, trials: 40), MedianBest(new TpeSampler(), problem, trials: 40), MedianBest(new RandomSampler(), problem, trials: 40));
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{problem}: gp {gp:G3}, tpe {tpe:G3}, random {random:G3} above the optimum"));
        Assert.True(gp < 0.6 * tpe && gp < 0.3 * random, FormattableString.Invariant($"gp {gp}, tpe {tpe}, random {random}"));
    }

    private static double MedianBest(ISampler sampler, string problem, int lanes = 1, int trials = Trials)
    {
        var best = Enumerable.Range(1, Seeds).Select(seed => Best(sampler, TestFunctions.All[problem], seed, lanes, trials)).Order().ToArray();
        return (best[Seeds / 2 - 1] + best[Seeds / 2]) / 2;
    }

    private static double Best(ISampler sampler, TestFunction function, long seed, int lanes, int trials)
    {
        var history = new List<Observation>();
        for (var number = 0; number < trials; number++)
        {
            var proposal = sampler.Suggest(Some.Study(function.Space, history, seed), number);
            history.Add(new Observation(number, proposal.Parameters, TrialState.Running, null, []) { Carried = proposal.Carried });
            var done = number - lanes + 1;
            if (done >= 0)
                history[done] = Some.Completed(done, history[done].Parameters, function.Value(history[done].Parameters)) with { Carried = history[done].Carried };
        }

        return history.Min(observation => function.Value(observation.Parameters));
    }
}
