using Search.Tests.Support;

namespace Search.Tests.Pruning;

public class ThresholdPrunerTests
{
    [Theory]
    [InlineData(0.5, false, "Kept at epoch 2: 0.5 lies within the bounds.")]
    [InlineData(2.3, false, "Kept at epoch 2: 2.3 lies within the bounds.")]
    [InlineData(2.31, true, "Pruned at epoch 2: 2.31 is above the upper bound 2.3.")]
    [InlineData(0.05, true, "Pruned at epoch 2: 0.05 is below the lower bound 0.1.")]
    [InlineData(double.NaN, true, "Pruned at epoch 2: its value is not a finite number.")]
    [InlineData(double.PositiveInfinity, true, "Pruned at epoch 2: its value is not a finite number.")]
    public void The_latest_value_must_lie_within_the_bounds(double value, bool prune, string why)
    {
        var verdict = new ThresholdPruner(new ThresholdPrunerOptions(0.1, 2.3)).Judge(0, [5, value], SomeCurves.Study([]));
        Assert.Equal((prune, why), (verdict.Prune, verdict.Why));
    }

    [Fact]
    public void Bounds_are_given_in_the_metrics_own_values()
    {
        var pruner = new ThresholdPruner(new ThresholdPrunerOptions(Lower: 0.2));
        var study = SomeCurves.Study([]) with { Maximised = true };
        Assert.False(pruner.Judge(0, [-0.2], study).Prune);
        var verdict = pruner.Judge(0, [-0.15], study);
        Assert.Equal(("Pruned at epoch 1: 0.15 is below the lower bound 0.2.", -0.15, -0.2), (verdict.Why, verdict.Value, verdict.Bound));
    }

    [Fact]
    public void Warmup_and_the_leave_to_diverge_are_options()
    {
        Assert.False(new ThresholdPruner(new ThresholdPrunerOptions(Upper: 1, WarmupEpochs: 2)).Judge(0, [5, 5], SomeCurves.Study([])).Prune);
        Assert.True(new ThresholdPruner(new ThresholdPrunerOptions(Upper: 1, WarmupEpochs: 2)).Judge(0, [5, 5, 5], SomeCurves.Study([])).Prune);
        Assert.False(new ThresholdPruner(new ThresholdPrunerOptions(PruneNotFinite: false)).Judge(0, [double.NaN], SomeCurves.Study([])).Prune);
    }
}
