using Search.Tests.Support;

namespace Search.Tests.Replaying;

public class CurveReplayTests
{
    private static readonly SearchSpace Space = new([new FloatParameter("x", 0, 1), new CategoricalParameter("c", ["a", "b"])]);

    /// <summary>Three trials of 3 epochs: 1, 2 and 1 seconds an epoch.</summary>
    private static readonly RecordedTrial[] Three =
    [
        Trial(0, 0.1, [5, 4, 3], 1), Trial(1, 0.5, [9, 8, 7], 2), Trial(2, 0.9, [6, 2, 1], 1),
    ];

    [Fact]
    public void One_lane_trains_one_trial_after_the_other()
    {
        var run = CurveReplay.Run(Space, Three, new ReplayOptions(new NoPruner(), 3));
        Assert.Equal([(0.0, 3.0), (3, 9), (9, 12)], run.Trials.Select(trial => (trial.Started, trial.Ended)));
        Assert.Equal([new(1, 1, 0, 5), new(2, 2, 0, 4), new(3, 3, 0, 3), new(11, 8, 2, 2), new ReplayPoint(12, 9, 2, 1)], run.Best);
        Assert.Equal((9, 12.0, 12.0), (run.Epochs, run.LaneSeconds, run.Seconds));
        Assert.All(run.Trials, trial => Assert.Equal((TrialState.Completed, 3, trial.FullValue), (trial.State, trial.Epochs, trial.Value)));
        Assert.Equal(11, run.Reached(2.5)!.Seconds);
        Assert.Null(run.Reached(0.5));
    }

    [Fact]
    public void Two_lanes_take_the_next_trial_as_soon_as_they_are_free()
    {
        var run = CurveReplay.Run(Space, Three, new ReplayOptions(new NoPruner(), 3) { Lanes = 2 });
        Assert.Equal([(0.0, 3.0), (0, 6), (3, 6)], run.Trials.Select(trial => (trial.Started, trial.Ended)));
        Assert.Equal((9, 12.0, 6.0), (run.Epochs, run.LaneSeconds, run.Seconds));
    }

    [Fact]
    public void A_trial_that_completed_by_itself_does_so_again_and_is_not_judged_at_its_end()
    {
        RecordedTrial[] records = [Three[0], Trial(1, 0.5, [9, 8], 2) with { Completed = true }, Trial(2, 0.9, [6, 2], 1)];
        var run = CurveReplay.Run(Space, records, new ReplayOptions(new ThresholdPruner(new ThresholdPrunerOptions(Upper: 7, WarmupEpochs: 1)), 3));
        Assert.Equal([TrialState.Completed, TrialState.Completed, TrialState.Pruned], run.Trials.Select(trial => trial.State));
        Assert.Equal((8.0, 2), (run.Trials[1].Value, run.Trials[1].Epochs));
    }

    [Fact]
    public void A_pruner_sees_what_was_reported_by_then_and_saves_the_rest()
    {
        // Of two values at epoch 1 only the best goes on: trial 1 (9 against 5) is stopped, and so is trial 2 (6), the best of all.
        var options = new ReplayOptions(new AshaPruner(new AshaPrunerOptions(1, 3)), 3);
        var run = CurveReplay.Run(Space, Three, options);
        Assert.Equal([TrialState.Completed, TrialState.Pruned, TrialState.Pruned], run.Trials.Select(trial => trial.State));
        Assert.Equal("Pruned at epoch 1: 9 is above the bound 5, the best of 2 trials at this rung.", run.Trials[1].Why);
        Assert.Equal((5, 6.0), (run.Epochs, run.Seconds));

        var comparison = ReplayComparison.Of(CurveReplay.Run(Space, Three, options with { Pruner = new NoPruner() }), run, goodShare: 0.3);
        Assert.Equal((5, 4, 6.0 / 3600, 1.0, 3.0), (comparison.Epochs, comparison.EpochsSaved, comparison.HoursSaved, comparison.BaselineBest, comparison.CandidateBest));
        Assert.Equal((2, 1.0), (Assert.Single(comparison.Lost).Recorded, comparison.Lost[0].FullValue));
        Assert.Null(comparison.CandidateReached);
        Assert.Null(comparison.SpeedUp);
    }

    [Fact]
    public void The_speed_up_compares_when_the_best_of_the_baseline_is_reached()
    {
        var baseline = CurveReplay.Run(Space, Three, new ReplayOptions(new NoPruner(), 3));
        var candidate = CurveReplay.Run(Space, Three, new ReplayOptions(new ThresholdPruner(new ThresholdPrunerOptions(Upper: 8.5)), 3));
        var comparison = ReplayComparison.Of(baseline, candidate);
        // Trial 1 ends after its first epoch of 2 seconds: 12 seconds against 8.
        Assert.Equal((12.0, 8.0, 1.5), (comparison.BaselineReached!.Seconds, comparison.CandidateReached!.Seconds, comparison.SpeedUp));
        Assert.Empty(comparison.Lost);
        Assert.Equal(1, comparison.GoodTrials);
    }

    [Fact]
    public void Budgets_end_a_replay_between_epochs()
    {
        var options = new ReplayOptions(new NoPruner(), 3);
        Assert.Equal(2, CurveReplay.Run(Space, Three, options with { TrialBudget = 2 }).Trials.Count);
        var epochs = CurveReplay.Run(Space, Three, options with { EpochBudget = 4 });
        Assert.Equal((4, 1, TrialState.Running), (epochs.Epochs, epochs.Trials[^1].Epochs, epochs.Trials[^1].State));
        var seconds = CurveReplay.Run(Space, Three, options with { SecondsBudget = 4 });
        Assert.Equal((4, 5.0), (seconds.Epochs, seconds.Seconds));
    }

    [Fact]
    public void A_replay_ends_when_its_target_is_reached()
    {
        var run = CurveReplay.Run(Space, Three, new ReplayOptions(new NoPruner(), 3) { Target = 2 });
        Assert.Equal((8, 11.0, 2.0), (run.Epochs, run.Seconds, run.BestValue));
        Assert.Equal([TrialState.Completed, TrialState.Completed, TrialState.Running], run.Trials.Select(trial => trial.State));
        var lanes = CurveReplay.Run(Space, Three, new ReplayOptions(new NoPruner(), 3) { Target = 4, Lanes = 2 });
        Assert.Equal((3, 2.0), (lanes.Epochs, lanes.Seconds));
    }

    [Fact]
    public void Records_that_end_early_are_not_invented_further()
    {
        RecordedTrial[] records = [Trial(0, 0.1, [5], 1) with { Failed = true }, Trial(1, 0.2, [4, 3], 1), Trial(2, 0.3, [], 1), Trial(3, 0.4, [double.NaN, double.NaN, double.NaN], 1)];
        var run = CurveReplay.Run(Space, records, new ReplayOptions(new NoPruner(), 3));
        Assert.Equal([TrialState.Failed, TrialState.Pruned, TrialState.Pruned, TrialState.Failed], run.Trials.Select(trial => trial.State));
        Assert.Equal([5, 3, null, null], run.Trials.Select(trial => trial.Value));
    }

    [Fact]
    public void A_sampler_takes_the_nearest_recorded_trial_and_each_only_once()
    {
        RecordedTrial[] records = [.. Enumerable.Range(0, 40).Select(number => Trial(number, number / 40.0, [Math.Abs(number - 30) + 1, Math.Abs(number - 30)], 1, number % 2 == 0 ? "a" : "b"))];
        foreach (var sampler in new[] { "random", "tpe", "bohb" })
        {
            var run = CurveReplay.Run(Space, records, new ReplayOptions(new NoPruner(), 2) { Sampler = Samplers.Create(sampler), Seed = 3 });
            Assert.Equal(Enumerable.Range(0, 40), run.Trials.Select(trial => trial.Recorded).Order());
            var first = Samplers.Create(sampler).Suggest(new StudyView(Space, [], 3, 2) { Trials = 40 }, 0).Parameters;
            var nearest = records.Where(record => Equals(record.Parameters["c"], first["c"])).MinBy(record => Math.Abs((double)record.Parameters["x"] - (double)first["x"]))!;
            Assert.Equal(nearest.Number, run.Trials[0].Recorded);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_replay_and_without_pruning_every_order_finds_the_best()
    {
        RecordedTrial[] records = [.. Enumerable.Range(0, 30).Select(number => new RecordedTrial(number, ParameterSet.Empty, SomeCurves.Curve(number), [.. Enumerable.Repeat(1.0 + number % 3, SomeCurves.Epochs)]))];
        var best = records.Min(record => record.Curve.Min());
        for (var seed = 0; seed < 10; seed++)
        {
            var options = new ReplayOptions(new NoPruner(), SomeCurves.Epochs) { Shuffled = true, Seed = seed, Lanes = 4 };
            Assert.Equal(best, CurveReplay.Run(new SearchSpace([]), records, options).BestValue);
            var halved = options with { Pruner = new AshaPruner() };
            var run = CurveReplay.Run(new SearchSpace([]), records, halved);
            Assert.Equal(run.Trials, CurveReplay.Run(new SearchSpace([]), records, halved).Trials);
            Assert.True(run.Epochs < 30 * SomeCurves.Epochs / 2);
        }
    }

    [Fact]
    public void Unsound_records_are_refused_by_number()
    {
        var options = new ReplayOptions(new NoPruner(), 3);
        Assert.Contains("Two recorded trials have the number 0", Assert.Throws<ArgumentException>(() => CurveReplay.Run(Space, [Three[0], Three[0]], options)).Message, StringComparison.Ordinal);
        Assert.Contains("Trial 1 has 3 values and 1 durations", Assert.Throws<ArgumentException>(() => CurveReplay.Run(Space, [Three[1] with { Seconds = [1] }], options)).Message, StringComparison.Ordinal);
        Assert.Contains("Trial 1 has a duration", Assert.Throws<ArgumentException>(() => CurveReplay.Run(Space, [Three[1] with { Seconds = [1, -1, 1] }], options)).Message, StringComparison.Ordinal);
    }

    private static RecordedTrial Trial(int number, double x, double[] curve, double seconds, string c = "a") =>
        new(number, ParameterSet.Of(("x", x), ("c", c)), curve, [.. curve.Select(_ => seconds)]);
}
