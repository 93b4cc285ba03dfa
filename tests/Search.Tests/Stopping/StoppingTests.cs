using Search.Tests.Support;

namespace Search.Tests.Ending;

public class StoppingTests
{
    /// <summary>Ten trials of 3 epochs with values 10, 9, ..., 6, then 6 five times; the last is still running.</summary>
    private static readonly StudyView Study = SomeCurves.Study(
        [.. Enumerable.Range(0, 10).Select(number => Trial(number, Math.Max(6, 10 - number))), SomeCurves.Trial(10, TrialState.Running, 1)], maxEpochs: 3);

    [Fact]
    public void Without_rules_a_sweep_goes_on() => Assert.Equal(new StopVerdict(null, "Goes on: no stopping rule holds."), Stopping.Judge(Study, new StoppingRules(), 1e9));

    [Fact]
    public void Trials_seconds_and_epochs_are_budgets()
    {
        Assert.False(Judge(new StoppingRules { Trials = 12 }).Stop);
        Assert.Equal("11 of 11 trials have been proposed.", Judge(new StoppingRules { Trials = 11 }).Why);
        Assert.False(Judge(new StoppingRules { Seconds = 101 }).Stop);
        Assert.Equal("The 100 s of wall-clock time are used up.", Judge(new StoppingRules { Seconds = 100 }).Why);
        Assert.False(Judge(new StoppingRules { Epochs = 32 }).Stop);
        Assert.Equal("31 of 31 epochs have been trained.", Judge(new StoppingRules { Epochs = 31 }).Why);
    }

    [Fact]
    public void The_target_is_in_the_metrics_own_sense()
    {
        Assert.False(Judge(new StoppingRules { Target = 5.9 }).Stop);
        Assert.Equal("Trial 5 reached a value of 6; the target is 6.", Judge(new StoppingRules { Target = 6 }).Why);
        Assert.False(Stopping.Judge(Study with { Maximised = true }, new StoppingRules { Target = -5 }, 0).Stop);
        Assert.Equal("Trial 4 reached accuracy -7; the target is -7.", Stopping.Judge(Study with { Maximised = true }, new StoppingRules { Target = -7, Metric = "accuracy" }, 0).Why);
    }

    [Fact]
    public void No_improvement_counts_ended_trials_since_the_last_gain_above_delta()
    {
        // Trial 4 was the last to improve: trials 5 to 9 are five.
        Assert.False(Judge(new StoppingRules { NoImprovementTrials = 6 }).Stop);
        Assert.Equal("Trial 5 is still the best after 5 more trials; 5 were to bring an improvement.", Judge(new StoppingRules { NoImprovementTrials = 5 }).Why);
        // Steps of 1 do not count when 1.5 is asked for, but two of them do: 10, 8, 6 count, so again five.
        Assert.True(Judge(new StoppingRules { NoImprovementTrials = 5, NoImprovementDelta = 1.5 }).Stop);
        var within = Judge(new StoppingRules { NoImprovementTrials = 9, NoImprovementDelta = 4 });
        Assert.True(within.Stop);
        Assert.Contains("is still the best to within 4 after", within.Why, StringComparison.Ordinal);
        var failed = SomeCurves.Study([SomeCurves.Trial(0, TrialState.Failed, double.NaN)]);
        Assert.False(Stopping.Judge(failed, new StoppingRules { NoImprovementTrials = 2 }, 0).Stop);
        Assert.Equal("None of 1 trials ended with a usable value.", Stopping.Judge(failed, new StoppingRules { NoImprovementTrials = 1 }, 0).Why);
    }

    [Fact]
    public void A_pruned_trial_s_value_counts_and_one_that_breaks_a_constraint_does_not()
    {
        var good = SomeCurves.Trial(0, TrialState.Pruned, 1, 1, 1) with { Value = 1 };
        Assert.Equal(StoppingRule.Target, Stopping.Judge(SomeCurves.Study([good]), new StoppingRules { Target = 2 }, 0).Rule);
        Assert.Null(Stopping.Judge(SomeCurves.Study([good with { Constraints = [0.5] }]), new StoppingRules { Target = 2 }, 0).Rule);
    }

    [Fact]
    public void A_trial_that_failed_after_a_good_epoch_reaches_no_target()
    {
        var diverged = SomeCurves.Trial(0, TrialState.Failed, 1, double.NaN) with { Value = 1 };
        Assert.Null(Stopping.Judge(SomeCurves.Study([diverged]), new StoppingRules { Target = 2 }, 0).Rule);
        Assert.Equal("None of 1 trials ended with a usable value.", Stopping.Judge(SomeCurves.Study([diverged]), new StoppingRules { NoImprovementTrials = 1 }, 0).Why);
    }

    [Fact]
    public void No_improvement_counts_from_the_last_to_end_when_that_is_known()
    {
        // Trial 1 was slow: it ended after the five others, and is the best of all.
        var study = SomeCurves.Study([Trial(0, 1), .. Enumerable.Range(1, 5).Select(number => Trial(number, 10 - number))]);
        var rules = new StoppingRules { NoImprovementTrials = 5 };
        Assert.True(Stopping.Judge(study, rules, 0).Stop);
        Assert.False(Stopping.Judge(study, rules, 0, [1, 2, 3, 4, 5, 0]).Stop);
        Assert.Equal("Trial 1 is still the best after 5 more trials; 5 were to bring an improvement.", Stopping.Judge(study, rules, 0, [0, 5, 4, 3, 2, 1]).Why);
    }

    [Fact]
    public void Of_several_rules_that_hold_the_first_in_the_list_is_named()
    {
        var all = new StoppingRules { Target = 6, NoImprovementTrials = 5, Seconds = 1, Trials = 1, Epochs = 1 };
        Assert.Equal(StoppingRule.Target, Judge(all).Rule);
        Assert.Equal(StoppingRule.NoImprovement, Judge(all with { Target = null }).Rule);
        Assert.Equal(StoppingRule.Seconds, Judge(all with { Target = null, NoImprovementTrials = null }).Rule);
        Assert.Equal(StoppingRule.Trials, Judge(new StoppingRules { Trials = 1, Epochs = 1 }).Rule);
    }

    [Fact]
    public void The_expected_gain_ends_a_sweep_that_has_levelled_out_and_not_one_that_has_not()
    {
        var study = SomeCurves.Study(Enumerable.Range(0, 60).Select(number => Trial(number, TrialRandom.For(1, number).Uniform(0))));
        Assert.True(Stopping.Judge(study, new StoppingRules { ExpectedGain = 0.1, ExpectedOver = 20 }, 0).Stop);
        Assert.False(Stopping.Judge(study, new StoppingRules { ExpectedGain = 1e-6, ExpectedOver = 20 }, 0).Stop);
        Assert.Matches("^20 more trials are expected to gain .*, less than 0\\.1\\.$", Stopping.Judge(study, new StoppingRules { ExpectedGain = 0.1 }, 0).Why);
    }

    [Fact]
    public void Rules_out_of_range_are_refused()
    {
        foreach (var rules in new[] { new StoppingRules { Trials = 0 }, new() { Epochs = 0 }, new() { Seconds = 0 }, new() { NoImprovementTrials = 0 }, new() { NoImprovementDelta = -1 }, new() { ExpectedGain = 0 }, new() { ExpectedOver = 0 } })
            Assert.Throws<ArgumentOutOfRangeException>(() => Stopping.Judge(Study, rules, 0));
    }

    private static Observation Trial(int number, double value) => SomeCurves.Trial(number, TrialState.Completed, value, value, value);

    private static StopVerdict Judge(StoppingRules rules) => Stopping.Judge(Study, rules, 100);
}
