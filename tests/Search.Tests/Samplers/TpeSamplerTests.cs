using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class TpeSamplerTests
{
    private static readonly SearchSpace Line = new([new FloatParameter("x", 0, 1)]);

    [Fact]
    public void It_is_random_until_the_startup_trials_have_ended()
    {
        var running = Enumerable.Range(0, 9).Select(n => At(n, n / 10.0, n)).Append(At(9, 0.5, 0) with { State = TrialState.Running, Value = null });
        var early = Some.Study(Line, running);
        var proposal = new TpeSampler().Suggest(early, 10);
        Assert.Equal(new RandomSampler().Suggest(early, 10).Parameters, proposal.Parameters);
        Assert.Equal("Drawn at random to explore: 9 of the 10 first trials have ended.", proposal.Why);
        Assert.StartsWith("Most promising of 64 points drawn near the best 3 of 10 trials", new TpeSampler().Suggest(Some.Study(Line, running.Append(At(11, 0.7, 1))), 10).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void It_draws_near_the_good_trials_and_away_from_the_bad()
    {
        var study = Some.Study(Line, Enumerable.Range(0, 50).Select(n => At(n, n / 50.0, Math.Abs(n / 50.0 - 0.3))));
        var proposals = Enumerable.Range(50, 40).Select(n => (double)new TpeSampler().Suggest(study, n).Parameters["x"]).ToArray();
        Assert.True(proposals.Count(x => Math.Abs(x - 0.3) < 0.15) >= 36, string.Join(" ", proposals));
    }

    [Fact]
    public void Failed_trials_repel()
    {
        // Two valleys, at 0.25 and a little deeper at 0.75; what fails lies around the deeper one.
        var history = Enumerable.Range(0, 40).Select(n => At(n, n / 40.0, Math.Abs(Math.Abs(n / 40.0 - 0.5) - 0.25) - (n > 20 ? 0.02 : 0))).ToArray();
        var failed = Enumerable.Range(40, 30).Select(n => At(n, 0.5 + (n - 40) / 60.0, 0) with { State = TrialState.Failed, Value = null });
        var (beside, alone) = (UpperHalf([.. history, .. failed]), UpperHalf(history));
        Assert.True(beside < alone / 2, FormattableString.Invariant($"{beside} of 60 beside failed trials, {alone} without them"));

        static int UpperHalf(Observation[] seen) => Enumerable.Range(100, 60).Count(n => (double)new TpeSampler().Suggest(Some.Study(Line, seen), n).Parameters["x"] > 0.5);
    }

    [Fact]
    public void Running_trials_repel_so_that_parallel_proposals_spread()
    {
        var history = Enumerable.Range(0, 40).Select(n => At(n, n / 40.0, Math.Abs(n / 40.0 - 0.5))).ToList();
        var alone = Enumerable.Range(100, 30).Select(n => (double)new TpeSampler().Suggest(Some.Study(Line, history), n).Parameters["x"]).ToArray();
        for (var n = 40; n < 60; n++)
            history.Add(At(n, 0.5, 0) with { State = TrialState.Running, Value = null });
        var beside = Enumerable.Range(100, 30).Select(n => (double)new TpeSampler().Suggest(Some.Study(Line, history), n).Parameters["x"]).ToArray();
        Assert.True(beside.Average(x => Math.Abs(x - 0.5)) > alone.Average(x => Math.Abs(x - 0.5)));
    }

    [Fact]
    public void A_finite_space_is_exhausted_before_a_point_is_repeated()
    {
        var space = new SearchSpace([new CategoricalParameter("a", ["x", "y", "z"]), new IntParameter("n", 0, 7)]);
        var history = new List<Observation>();
        for (var number = 0; number < 20; number++)
        {
            var parameters = new TpeSampler().Suggest(Some.Study(space, history), number).Parameters;
            if (number >= 10)
                Assert.DoesNotContain(parameters, history.Select(o => o.Parameters));
            history.Add(Some.Completed(number, parameters, (long)parameters["n"]));
        }
    }

    [Fact]
    public void Pruned_trials_rank_behind_completed_ones_and_longer_curves_first()
    {
        Observation[] history =
        [
            At(0, 0.1, 5), At(1, 0.2, 4),
            At(2, 0.3, 0) with { State = TrialState.Pruned, Value = null, Curve = [0.5] },
            At(3, 0.4, 0) with { State = TrialState.Pruned, Value = null, Curve = [3, 2, double.NaN] },
            At(4, 0.5, 0) with { State = TrialState.Failed, Value = 0 },
            At(5, 0.6, 0) with { State = TrialState.Running, Value = null },
        ];
        var read = StudyHistory.Of(Some.Study(Line, history), 6);
        Assert.Equal([1, 0, 3, 2], read.Ranked.Select(o => o.Number));
        Assert.Equal([4], read.Hopeless.Select(o => o.Number));
        Assert.Equal([5], read.Pending.Select(o => o.Number));
        Assert.Equal([0, 3, 2], StudyHistory.Of(Some.Study(Line, history), 1).Ranked.Select(o => o.Number));
    }

    [Fact]
    public void Trials_that_break_constraints_rank_behind_all_that_do_not()
    {
        Observation[] history =
        [
            At(0, 0.1, 1) with { Constraints = [-1, 0.5] }, At(1, 0.2, 9) with { Constraints = [0, -1] }, At(2, 0.3, 2) with { Constraints = [0.1, 0.2] },
            At(3, 0.4, 0) with { State = TrialState.Pruned, Value = 8 }, At(4, 0.5, 0) with { Constraints = [double.NaN] },
        ];
        Assert.Equal([1, 3, 2, 0, 4], StudyHistory.Of(Some.Study(Line, history), 9).Ranked.Select(o => o.Number));
    }

    [Fact]
    public void Constraints_keep_the_proposals_where_they_hold()
    {
        // The value falls to the right; right of 0.6 is forbidden.
        var history = Enumerable.Range(0, 40).Select(n => At(n, n / 40.0, -n) with { Constraints = [n / 40.0 - 0.6] });
        var proposals = Enumerable.Range(40, 40).Select(n => (double)new TpeSampler().Suggest(Some.Study(Line, history), n).Parameters["x"]).ToArray();
        Assert.True(proposals.Count(x => x is > 0.35 and < 0.65) >= 36, string.Join(" ", proposals));
    }

    [Fact]
    public void Several_objectives_are_searched_along_their_front()
    {
        // Both objectives are least between 0.3 and 0.6, where each trial is on the front.
        var history = Enumerable.Range(0, 60).Select(n => At(n, n * 37 % 60 / 60.0, Math.Abs(n * 37 % 60 / 60.0 - 0.3)) with { FurtherValues = [Math.Abs(n * 37 % 60 / 60.0 - 0.6)] });
        var study = Some.Study(Line, history) with { Objectives = 2 };
        var proposals = Enumerable.Range(60, 60).Select(n => (double)new TpeSampler().Suggest(study, n).Parameters["x"]).ToArray();
        Assert.True(proposals.Count(x => x is > 0.2 and < 0.7) >= 54, string.Join(" ", proposals));
    }

    [Fact]
    public void The_greedy_subset_takes_the_point_of_most_volume_first_and_spreads()
    {
        // Volumes to the reference (10.9, 10.9) by hand: (5, 5) 34.8, (1, 10) 8.9, (10, 1) 8.9, (4.9, 5.2) 34.2 of which 0.1 * 5.7 is new.
        double[][] values = [[1, 10], [4.9, 5.2], [5, 5], [10, 1]];
        Assert.Equal([2, 0, 3, 1], HypervolumeSubset.Choose(values, 4));
    }

    [Fact]
    public void A_long_history_is_sampled_alike_whatever_the_order_of_its_entries()
    {
        var history = Enumerable.Range(0, 3000).Select(n => At(n, n * 0.618 % 1, Math.Abs(n * 0.618 % 1 - 0.4))).ToArray();
        var log = history.Reverse().Aggregate(ObservationLog.Empty, (all, entry) => all.Append(entry));
        var (cold, warm) = (Some.Study(Line, history), new StudyView(Line, log, 1, 10));
        Assert.Equal(new TpeSampler().Suggest(cold, 3000), new TpeSampler().Suggest(warm, 3000));
        Assert.InRange((double)new TpeSampler().Suggest(warm, 3000).Parameters["x"], 0.38, 0.42);
        var split = new TpeHistory(Line, 1, true);
        foreach (var entry in history)
            split.Take(entry);
        Assert.Equal(TpeSplit.MostBad, TpeSplit.Of(split.Groups[0], null, 1, new TpeOptions()).Bad.Count);
    }

    [Fact]
    public void Groups_follow_the_conditions_with_parents_first()
    {
        var cube = new UnitCube(Some.MixedSpace);
        string[] groups = [.. ParameterGroups.Of(cube).Select(group => string.Join(",", group.Select(i => cube.Axes[i].Parameter.Name)))];
        Assert.Equal(["lr,optimizer,batch,arch,hidden", "dropout", "momentum", "layers,norm", "width", "decay"], groups);
    }

    [Fact]
    public void The_density_integrates_to_one()
    {
        var axis = new UnitCube(Line).Axes[0];
        var estimator = new ParzenEstimator([axis], [0], [[0.01], [0.5], [0.55]], [0.5, 1, 1.5], 3);
        const int Cells = 2000;
        var mass = Enumerable.Range(0, Cells).Sum(i => Math.Exp(estimator.LogDensity([(i + 0.5) / Cells]))) / Cells;
        Assert.Equal(1, mass, 6);
        var steps = new UnitCube(new SearchSpace([new IntParameter("n", 1, 20, Log: true)])).Axes[0];
        var table = new ParzenEstimator([steps], [0], [[steps.ToUnit(1L)], [steps.ToUnit(9L)]], TpeSplit.RankWeights(2), 2);
        Assert.Equal(1, Enumerable.Range(1, 20).Sum(n => Math.Exp(table.LogDensity([steps.ToUnit((long)n)]))), 9);
    }

    private static Observation At(int number, double x, double value) => Some.Completed(number, ParameterSet.Of(("x", x)), value);
}
