using System.Globalization;
using Search.Tests.Support;

namespace Search.Tests.Pruning;

public class MedianPrunerTests
{
    private const int MaxEpochs = 5;

    /// <summary>Five completed trials: their best values after epochs 1, 2, 3 are 1..5, 1..5 and 0.5..2.5 (medians 3, 3, 1.5).</summary>
    private static readonly double[][] Others = [[1, 9, 0.5, 0, 0], [2, 9, 1, 0, 0], [3, 9, 1.5, 0, 0], [4, 9, 2, 0, 0], [5, 9, 2.5, 0, 0]];

    /// <summary>The trial's curve, whether it is pruned, and what is said.</summary>
    [Theory]
    [InlineData("", false, "Kept at epoch 0: it is within the warm-up of 1.")]
    [InlineData("9", false, "Kept at epoch 1: it is within the warm-up of 1.")]
    [InlineData("9 9", true, "Pruned at epoch 2: 9 is above the bound 3, the median of 5 completed trials.")]
    [InlineData("9 3.001", true, "Pruned at epoch 2: 3.001 is above the bound 3, the median of 5 completed trials.")]
    [InlineData("9 3", false, "Kept at epoch 2: 3 is within the bound 3, the median of 5 completed trials.")]
    [InlineData("2 100", false, "Kept at epoch 2: 2 is within the bound 3, the median of 5 completed trials.")]
    [InlineData("2 2 2", true, "Pruned at epoch 3: 2 is above the bound 1.5, the median of 5 completed trials.")]
    [InlineData("NaN 1.2 NaN", false, "Kept at epoch 3: 1.2 is within the bound 1.5, the median of 5 completed trials.")]
    [InlineData("NaN Infinity NaN", true, "Pruned at epoch 3: it has no finite value yet and the bound is 1.5, the median of 5 completed trials.")]
    [InlineData("9 9 9 9 9", false, "Kept at epoch 5: that was its last.")]
    public void A_trial_is_pruned_when_its_best_is_worse_than_the_median(string curve, bool prune, string why)
    {
        var verdict = new MedianPruner().Judge(99, Curve(curve), Study(Others));
        Assert.Equal((prune, why), (verdict.Prune, verdict.Why));
    }

    [Fact]
    public void The_numbers_compared_are_in_the_verdict()
    {
        var verdict = new MedianPruner().Judge(99, [9, 4], Study(Others));
        Assert.Equal((2, 4.0, 3.0, (double?)null), (verdict.Rung, verdict.Value, verdict.Bound, verdict.WinProbability));
    }

    [Fact]
    public void An_even_number_of_trials_has_the_mean_of_the_middle_two_as_median()
    {
        var study = Study([.. Others, [6, 9, 3, 0, 0]]);
        Assert.False(new MedianPruner().Judge(99, [3.5, 9], study).Prune);
        Assert.True(new MedianPruner().Judge(99, [3.51, 9], study).Prune);
    }

    [Fact]
    public void Too_few_completed_trials_prune_nothing()
    {
        Assert.Equal(
            new Verdict(false, "Kept at epoch 2: only 4 of the 5 completed trials needed can be compared."),
            new MedianPruner().Judge(99, [9, 9], Study(Others[..4])));
        Assert.True(new MedianPruner(new MedianPrunerOptions(StartupTrials: 4)).Judge(99, [9, 9], Study(Others[..4])).Prune);
    }

    [Fact]
    public void Only_completed_trials_count_and_never_the_trial_itself()
    {
        var study = Study(Others);
        foreach (var state in new[] { TrialState.Running, TrialState.Pruned, TrialState.Failed })
            Assert.False(new MedianPruner().Judge(99, [9, 9], study with { Observations = [.. study.Observations.Select(o => o.Number == 0 ? o with { State = state } : o)] }).Prune);
        Assert.False(new MedianPruner().Judge(0, [9, 9], study).Prune);
        Assert.False(new MedianPruner().Judge(99, [9, 9], Study([.. Others[..4], []])).Prune);
        Assert.False(new MedianPruner().Judge(99, [9, 9], Study([.. Others[..4], [double.NaN, double.NaN]])).Prune);
    }

    [Fact]
    public void A_completed_trial_that_ended_by_itself_keeps_its_best()
    {
        var study = Study([.. Others[..4], [0.25]]);
        Assert.Equal("Pruned at epoch 3: 1.01 is above the bound 1, the median of 5 completed trials.", new MedianPruner().Judge(99, [9, 9, 1.01], study).Why);
        Assert.False(new MedianPruner().Judge(99, [9, 9, 1], study).Prune);

        // What it was told with at its end counts where its reports were worse.
        var told = Study([.. Others[..4], [9]]);
        told = told with { Observations = [.. told.Observations.Select(o => o.Number == 4 ? o with { Value = 0.25 } : o)] };
        Assert.Equal(new MedianPruner().Judge(99, [9, 9, 1.01], study).Why, new MedianPruner().Judge(99, [9, 9, 1.01], told).Why);
    }

    [Fact]
    public void Warmup_epochs_are_not_judged()
    {
        var pruner = new MedianPruner(new MedianPrunerOptions(WarmupEpochs: 3));
        Assert.False(pruner.Judge(99, [9, 9, 9], Study(Others)).Prune);
        Assert.True(pruner.Judge(99, [9, 9, 9, 9], Study(Others)).Prune);
    }

    [Fact]
    public void A_maximised_metric_is_named_with_its_own_sign()
    {
        double[][] others = [.. Others.Select(curve => curve.Select(v => -10 + v).ToArray())];
        var why = new MedianPruner().Judge(99, [-1, -1], Study(others) with { Maximised = true }).Why;
        Assert.Equal("Pruned at epoch 2: 1 is below the bound 7, the median of 5 completed trials.", why);
    }

    [Fact]
    public void No_pruner_keeps_everything() => Assert.False(new NoPruner().Judge(99, [9, 9], Study(Others)).Prune);

    /// <summary>Best values 1, 2, 3, 4, 5 after epoch 2: percentile p lies at 1 + 4 p / 100.</summary>
    [Theory]
    [InlineData(0, 1, 1.01)]
    [InlineData(25, 2, 2.01)]
    [InlineData(40, 2.6, 2.61)]
    [InlineData(75, 4, 4.01)]
    [InlineData(100, 5, 5.01)]
    public void A_percentile_is_interpolated_between_the_completed_trials(double percentile, double kept, double pruned)
    {
        var pruner = new PercentilePruner(new PercentilePrunerOptions(percentile));
        Assert.False(pruner.Judge(99, [kept, 9], Study(Others)).Prune);
        var verdict = pruner.Judge(99, [pruned, 9], Study(Others));
        Assert.True(verdict.Prune);
        Assert.Equal(kept, verdict.Bound!.Value, 12);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"the best {percentile}% of 5 completed trials."), verdict.Why, StringComparison.Ordinal);
    }

    private static double[] Curve(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

    private static StudyView Study(double[][] curves) =>
        SomeCurves.Study(curves.Select((curve, number) => SomeCurves.Trial(number, TrialState.Completed, curve)), MaxEpochs);
}
