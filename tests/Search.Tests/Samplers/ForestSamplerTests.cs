using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class ForestSamplerTests
{
    private static readonly SearchSpace Line = new([new FloatParameter("x", 0, 1)]);

    public static TheoryData<string> Problems { get; } = [.. TestFunctions.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Problems))]
    public void It_finds_better_values_than_random_search(string problem)
    {
        var forest = WholeSearch.MedianBest(new ForestSampler(), TestFunctions.All[problem], seeds: 20, trials: 60);
        var random = WholeSearch.MedianBest(new RandomSampler(), TestFunctions.All[problem], seeds: 20, trials: 60);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{problem}: forest {forest:F3}, random {random:F3} above the optimum"));
        Assert.True(forest < 0.6 * random, FormattableString.Invariant($"forest {forest}, random {random}"));
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Eight_lanes_still_beat_random_search(string problem)
    {
        var forest = WholeSearch.MedianBest(new ForestSampler(), TestFunctions.All[problem], seeds: 20, trials: 60, lanes: 8);
        var random = WholeSearch.MedianBest(new RandomSampler(), TestFunctions.All[problem], seeds: 20, trials: 60);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{problem}: forest with 8 lanes {forest:F3}, random {random:F3} above the optimum"));
        Assert.True(forest < 0.8 * random, FormattableString.Invariant($"forest {forest}, random {random}"));
    }

    [Fact]
    public void It_starts_with_an_even_design_and_explains_itself_afterwards()
    {
        var start = new ForestSampler().Suggest(Some.Study(Line, []), 0);
        Assert.Equal("A place of an even design, to explore: 0 of the 10 first trials have ended.", start.Why);
        Assert.Equal(ProposalKind.Start, start.Rationale!.Kind);
        var study = Some.Study(Line, Enumerable.Range(0, 40).Select(n => At(n, n / 40.0, 100 + Math.Abs(n / 40.0 - 0.3))));
        var proposal = new ForestSampler(new ForestSamplerOptions(RandomShare: 0)).Suggest(study, 40);
        Assert.InRange((double)proposal.Parameters["x"], 0.2, 0.4);
        var rationale = proposal.Rationale!;
        Assert.InRange(rationale.Mean!.Value, 100, 100.2);
        Assert.InRange(rationale.Deviation!.Value, 0, 0.2);
        Assert.Equal("log expected improvement", rationale.AcquisitionName);
        Assert.InRange(rationale.NearestTrial!.Value, 8, 16);
        Assert.StartsWith("Largest expected improvement by a forest of 24 trees: it predicts 100", proposal.Why, StringComparison.Ordinal);
        var negated = study with { Maximised = true };
        Assert.Contains("predicts -100", new ForestSampler(new ForestSamplerOptions(RandomShare: 0)).Suggest(negated, 40).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_trials_are_random_on_purpose()
    {
        var study = Some.Study(Line, Enumerable.Range(0, 20).Select(n => At(n, n / 20.0, n)));
        var random = Enumerable.Range(20, 200).Count(n => new ForestSampler(new ForestSamplerOptions(Trees: 2)).Suggest(study, n).Why.StartsWith("Drawn at random on purpose", StringComparison.Ordinal));
        Assert.InRange(random, 8, 36);
    }

    [Fact]
    public void Infeasible_trials_count_as_worse_than_all_feasible_ones()
    {
        // The values call to the left, where the constraint is broken.
        var study = Some.Study(Line, Enumerable.Range(0, 60).Select(n => At(n, n / 60.0, n) with { Constraints = [0.5 - n / 60.0] }));
        var proposals = Enumerable.Range(60, 20).Select(n => (double)new ForestSampler(new ForestSamplerOptions(RandomShare: 0)).Suggest(study, n).Parameters["x"]).ToArray();
        Assert.All(proposals, x => Assert.InRange(x, 0.45, 0.65));
    }

    [Fact]
    public void Long_histories_do_not_make_the_forest_larger()
    {
        var cube = new UnitCube(Line);
        var history = new PopulationHistory(cube);
        for (var n = 0; n < 3000; n++)
            history.Take(At(n, n / 3000.0, n));
        PopulationTrial[] ranked = [.. history.Trials];
        var small = new ForestModel(cube, ranked, [], [], new ForestSamplerOptions(Rows: 50), TrialRandom.For(1, 1));
        Assert.True(small.Score([0.001]).Mean < small.Score([0.999]).Mean);
        Assert.InRange(small.ValueOf(0), 1400, 1600);
    }

    private static Observation At(int number, double x, double value) => Some.Completed(number, ParameterSet.Of(("x", x)), value);
}
