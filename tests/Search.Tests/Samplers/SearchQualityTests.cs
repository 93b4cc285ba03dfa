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

    private static double MedianBest(ISampler sampler, string problem, int lanes = 1)
    {
        var best = Enumerable.Range(1, Seeds).Select(seed => Best(sampler, TestFunctions.All[problem], seed, lanes)).Order().ToArray();
        return (best[Seeds / 2 - 1] + best[Seeds / 2]) / 2;
    }

    private static double Best(ISampler sampler, TestFunction function, long seed, int lanes)
    {
        var history = new List<Observation>();
        for (var number = 0; number < Trials; number++)
        {
            var parameters = sampler.Suggest(Some.Study(function.Space, history, seed), number).Parameters;
            history.Add(new Observation(number, parameters, TrialState.Running, null, []));
            var done = number - lanes + 1;
            if (done >= 0)
                history[done] = Some.Completed(done, history[done].Parameters, function.Value(history[done].Parameters));
        }

        return history.Min(observation => function.Value(observation.Parameters));
    }
}
