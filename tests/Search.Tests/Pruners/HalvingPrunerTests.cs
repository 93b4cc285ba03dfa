using Search.Tests.Support;

namespace Search.Tests.Pruning;

public class HalvingPrunerTests
{
    /// <summary>Six trials at rung 1 with values 1..6 (one pruned there, one running, one failed later), and the trial judged: of 7 values the best 7/3 = 2 go on.</summary>
    [Theory]
    [InlineData(0.5, false, 1)]
    [InlineData(1.5, false, 1.5)]
    [InlineData(2, false, 2)]
    [InlineData(2.5, true, 2)]
    [InlineData(double.NaN, true, 2)]
    public void Asha_keeps_the_best_third_of_all_values_at_the_rung(double value, bool prune, double bound)
    {
        var verdict = new AshaPruner().Judge(9, [value], SomeCurves.Study(AtFirstRung()));
        Assert.Equal((prune, 1, bound), (verdict.Prune, verdict.Rung, verdict.Bound));
        Assert.EndsWith("the best third of 7 trials at this rung.", verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Asha_says_why_in_the_metrics_own_sign()
    {
        var trials = AtFirstRung().Select(trial => trial with { Curve = [.. trial.Curve.Select(value => value - 10)] });
        Assert.Equal(
            "Pruned at epoch 1: 7.5 is below the bound 8, the best third of 7 trials at this rung.",
            new AshaPruner().Judge(9, [-7.5], SomeCurves.Study(trials) with { Maximised = true }).Why);
    }

    [Fact]
    public void Of_fewer_trials_than_the_reduction_factor_only_the_best_goes_on()
    {
        var one = SomeCurves.Study([SomeCurves.Trial(0, TrialState.Running, 5)]);
        Assert.False(new AshaPruner().Judge(1, [5], one).Prune);
        Assert.Equal("Pruned at epoch 1: 6 is above the bound 5, the best of 2 trials at this rung.", new AshaPruner().Judge(1, [6], one).Why);
        Assert.False(new AshaPruner().Judge(1, [6], SomeCurves.Study([])).Prune);
    }

    /// <summary>Rungs r eta^(s + k) below 27 epochs.</summary>
    [Theory]
    [InlineData(1, 3, 0, new[] { 1, 3, 9 })]
    [InlineData(1, 3, 1, new[] { 3, 9 })]
    [InlineData(1, 3, 9, new int[0])]
    [InlineData(2, 4, 0, new[] { 2, 8 })]
    [InlineData(4, 2, 0, new[] { 4, 8, 16 })]
    [InlineData(30, 2, 0, new int[0])]
    public void Asha_judges_at_its_rungs_only(int minEpochs, int reductionFactor, int skipped, int[] rungs)
    {
        var pruner = new AshaPruner(new AshaPrunerOptions(minEpochs, reductionFactor, skipped));
        var better = SomeCurves.Study([SomeCurves.Trial(0, TrialState.Completed, [.. Enumerable.Repeat(0.0, SomeCurves.Epochs)])]);
        Assert.Equal(rungs, Enumerable.Range(1, SomeCurves.Epochs).Where(epoch => pruner.Judge(1, [.. Enumerable.Repeat(1.0, epoch)], better).Prune));
    }

    /// <summary>Brackets of R = 27, eta = 3: sizes ceil(4 eta^s / (s + 1)) = 4, 6, 12, 27 of a round of 49 (Li et al. 2018, table 1 has them for R = 81).</summary>
    [Fact]
    public void Hyperband_gives_each_bracket_its_share_of_a_round()
    {
        var brackets = HyperbandBrackets.For(1, 3, 27);
        Assert.Equal([4, 6, 12, 27], Enumerable.Range(0, 49).GroupBy(brackets.Of).OrderBy(group => group.Key).Select(group => group.Count()));
        Assert.Equal([[], [9], [3, 9], [1, 3, 9]], Enumerable.Range(0, 4).Select(brackets.RungsOf));
        Assert.Equal(Enumerable.Range(0, 49).Select(brackets.Of), Enumerable.Range(49, 49).Select(brackets.Of));
        Assert.Equal(4, Enumerable.Range(0, 13).Select(brackets.Of).Distinct().Count());
        Assert.Equal([5, 8, 15, 34, 81], Enumerable.Range(0, 143).GroupBy(HyperbandBrackets.For(1, 3, 81).Of).OrderBy(group => group.Key).Select(group => group.Count()));
    }

    [Fact]
    public void Hyperband_compares_only_within_a_bracket_and_leaves_bracket_0_alone()
    {
        var brackets = HyperbandBrackets.For(1, 3, SomeCurves.Epochs);
        int First(int bracket) => Enumerable.Range(0, 49).First(number => brackets.Of(number) == bracket);
        var others = SomeCurves.Study([SomeCurves.Trial(First(3), TrialState.Completed, [.. Enumerable.Repeat(0.0, SomeCurves.Epochs)])]);
        var next = Enumerable.Range(0, 49).Where(number => brackets.Of(number) == 3).ElementAt(1);
        Assert.Equal("Pruned at epoch 1: 1 is above the bound 0, the best of 2 trials of bracket 3 at this rung.", new HyperbandPruner().Judge(next, [1], others).Why);
        Assert.False(new HyperbandPruner().Judge(First(2), [1, 1, 1], others).Prune);
        for (var epoch = 1; epoch < SomeCurves.Epochs; epoch++)
            Assert.Equal(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Kept at epoch {epoch}: its bracket runs every trial to the end."), new HyperbandPruner().Judge(First(0), [.. Enumerable.Repeat(9.0, epoch)], others).Why);
    }

    [Fact]
    public void A_cohort_is_cut_as_soon_as_its_best_are_certain()
    {
        // Of 9 trials 3 go on from epoch 1 and 1 from epoch 3.
        var pruner = new SuccessiveHalvingPruner(new SuccessiveHalvingPrunerOptions(Cohort: 9));
        StudyView Values(params double[] first) => SomeCurves.Study(first.Select((value, number) => SomeCurves.Trial(number, TrialState.Running, value)), maxEpochs: 9);
        Assert.False(pruner.Judge(8, [5], Values(1, 2)).Prune);
        var verdict = pruner.Judge(8, [5], Values(1, 2, 3));
        Assert.Equal("Pruned at epoch 1: 5 at epoch 1 is behind the bound 3, the best 3 of the 9 trials halved together.", verdict.Why);
        Assert.Equal((1, 5.0, 3.0), (verdict.Rung, verdict.Value, verdict.Bound));
        Assert.False(pruner.Judge(9, [5], Values(1, 2, 3)).Prune);
        Assert.True(pruner.Judge(8, [5, 0.1], Values(1, 2, 3)).Prune);
    }

    [Fact]
    public void A_trial_that_completed_by_itself_counts_at_every_later_rung()
    {
        var itself = SomeCurves.Study([SomeCurves.Trial(0, TrialState.Completed, 3, 1)], maxEpochs: 27);
        Assert.Equal("Pruned at epoch 9: 2 is above the bound 1, the best of 2 trials at this rung.", new AshaPruner().Judge(1, [.. Enumerable.Repeat(2.0, 9)], itself).Why);
        var pruner = new SuccessiveHalvingPruner(new SuccessiveHalvingPrunerOptions(Cohort: 2, ReductionFactor: 2, MinEpochs: 4));
        Assert.True(pruner.Judge(1, [2, 2, 2, 2], itself).Prune);
        Assert.False(pruner.Judge(1, [2, 2, 2, 2], SomeCurves.Study([SomeCurves.Trial(0, TrialState.Pruned, 3, 1)], maxEpochs: 27)).Prune);
    }

    [Fact]
    public void Brackets_of_a_budget_are_made_once() => Assert.Same(HyperbandBrackets.For(1, 2, 1_000), HyperbandBrackets.For(1, 2, 1_000));

    [Fact]
    public void A_cohort_that_the_end_of_the_sweep_cuts_short_has_fewer_places()
    {
        var pruner = new SuccessiveHalvingPruner(new SuccessiveHalvingPrunerOptions(Cohort: 9));
        var study = SomeCurves.Study([SomeCurves.Trial(9, TrialState.Running, 1)], maxEpochs: 9);
        Assert.False(pruner.Judge(10, [2], study).Prune);
        Assert.True(pruner.Judge(10, [2], study with { Trials = 12 }).Prune);
    }

    private static IEnumerable<Observation> AtFirstRung() =>
    [
        SomeCurves.Trial(0, TrialState.Completed, [.. Enumerable.Repeat(1.0, SomeCurves.Epochs)]), SomeCurves.Trial(1, TrialState.Pruned, 2), SomeCurves.Trial(2, TrialState.Running, 3, 2.5),
        SomeCurves.Trial(3, TrialState.Failed, 4, double.NaN), SomeCurves.Trial(4, TrialState.Pruned, 5), SomeCurves.Trial(5, TrialState.Running, 6), SomeCurves.Trial(6, TrialState.Running),
    ];
}
