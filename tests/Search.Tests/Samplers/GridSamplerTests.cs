using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class GridSamplerTests
{
    private static readonly SearchSpace Tree = SearchSpace.Parse("""
        {"kind":{"type":"categorical","choices":["a","b","c"]},
         "n":{"type":"int","low":1,"high":3,"when":{"kind":["a"]}},
         "sub":{"type":"categorical","choices":["x","y"],"when":{"kind":["a","b"]}},
         "u":{"type":"float","low":0,"high":1,"when":{"sub":["y"]}}}
        """);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_conditional_grid_is_walked_once_and_whole(bool shuffle)
    {
        // a: 3 n times (x, or y with 4 u) = 15; b: x, or y with 4 u = 5; c: 1.
        var sampler = new GridSampler(new GridOptions(4, shuffle));
        var proposals = Enumerable.Range(0, 21).Select(number => sampler.Suggest(Some.Study(Tree, []), number)).ToArray();
        Assert.Equal(21, proposals.Select(proposal => proposal.Parameters).Distinct().Count());
        Assert.Equal("Point 21 of 21 of the grid.", proposals[20].Why);
        Assert.Equal([0.125, 0.375, 0.625, 0.875], proposals.Where(p => p.Parameters.ContainsKey("u")).Select(p => (double)p.Parameters["u"]).Distinct().Order());
        Assert.Contains("all 21 points of the grid have been proposed", sampler.Suggest(Some.Study(Tree, []), 21).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void No_point_is_lost_to_a_number_that_goes_to_somebody_else()
    {
        // The start is off the grid; the third trial was given by people and is on it.
        var space = SearchSpace.Parse("""
            {"parameters":[{"name":"a","type":"categorical","choices":[1,2,3]},{"name":"x","type":"float","low":0,"high":1}],"start":[{"a":1,"x":0.1}]}
            """);
        var study = new Study(space, Samplers.Create("grid", new Dictionary<string, object> { ["points"] = 2L }), new StudyOptions { Seed = 1 });
        var asked = new List<TrialAsked>();
        for (var i = 0; i < 8; i++)
        {
            if (i == 2)
                study.Enqueue(ParameterSet.Of(("a", 2L), ("x", 0.75)));
            asked.Add(study.Ask());
        }

        Assert.Equal(6, asked.Skip(1).Take(6).Select(trial => trial.Parameters).Distinct().Count());
        Assert.Contains("all 6 points of the grid have been proposed", asked[7].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constraint_costs_no_trial_and_trials_left_out_take_no_point()
    {
        var space = SearchSpace.Parse("""
            {"parameters":[{"name":"a","type":"int","low":0,"high":3},{"name":"b","type":"int","low":0,"high":3}],"constraints":[{"terms":{"a":1,"b":1},"max":3}]}
            """);
        var sampler = new GridSampler();
        var history = new List<Observation>();
        for (var number = 0; number < 10; number++)
            history.Add(Some.Completed(number, sampler.Suggest(Some.Study(space, history), number).Parameters, 1));
        Assert.Equal(10, history.Select(trial => trial.Parameters).Distinct().Count());
        Assert.All(history, trial => Assert.Null(space.Problem(trial.Parameters)));
        Assert.Contains("all 16 points of the grid that the constraints allow", sampler.Suggest(Some.Study(space, history), 10).Why, StringComparison.Ordinal);

        var gap = Some.Study(space, history.Take(4)) with { LeftOut = 3 };
        Assert.Equal(history[4].Parameters, sampler.Suggest(gap, 7).Parameters);
        // What is remembered of another number's point is not kept when that trial turns out to have another.
        var log = history.Take(6).Aggregate(ObservationLog.Empty, (log, trial) => log.Append(trial));
        Assert.Equal(history[6].Parameters, sampler.Suggest(gap with { LeftOut = 0, Observations = log }, 6).Parameters);
        log = log.Append(history[2] with { Parameters = history[9].Parameters });
        Assert.Equal(history[2].Parameters, sampler.Suggest(gap with { LeftOut = 0, Observations = log }, 6).Parameters);
    }

    [Fact]
    public void Small_branches_take_their_turn_early()
    {
        var first = Enumerable.Range(0, 5).Select(number => (string)new GridSampler().Suggest(Some.Study(Tree, []), number).Parameters["kind"]);
        Assert.Contains("c", first);
    }

    [Fact]
    public void The_seed_decides_the_order()
    {
        static object[] Order(long seed) => [.. Enumerable.Range(0, 21).Select(number => new GridSampler(new GridOptions(4)).Suggest(Some.Study(Tree, [], seed), number).Parameters)];
        Assert.NotEqual(Order(1), Order(2));
        Assert.Equal(Order(1).ToHashSet(), Order(2).ToHashSet());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(1000)]
    [InlineData(4097)]
    public void A_permutation_reaches_every_number_once(int size) =>
        Assert.Equal(Enumerable.Range(0, size).Select(i => (long)i), Enumerable.Range(0, size).Select(i => Permutation.At(i, size, TrialRandom.For(3, 0))).Order());

    [Fact]
    public void A_grid_too_large_to_count_is_still_walked()
    {
        var space = new SearchSpace(Enumerable.Range(0, 60).Select(i => new FloatParameter($"x{i}", 0, 1)));
        var proposals = Enumerable.Range(0, 50).Select(number => new GridSampler().Suggest(Some.Study(space, []), number).Parameters).ToArray();
        Assert.Equal(50, proposals.Distinct().Count());
    }
}
