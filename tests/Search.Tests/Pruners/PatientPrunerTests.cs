using Search.Tests.Support;

namespace Search.Tests.Pruning;

public class PatientPrunerTests
{
    /// <summary>Patience 2, delta 0.1: the best of the last two epochs must be below the best before by more than 0.1.</summary>
    [Theory]
    [InlineData(new[] { 1.0, 1.0 }, false)]
    [InlineData(new[] { 1.0, 1.0, 1.0 }, true)]
    [InlineData(new[] { 1.0, 1.0, 0.95 }, true)]
    [InlineData(new[] { 1.0, 0.9, 1.0 }, true)]
    [InlineData(new[] { 1.0, 0.89, 1.0 }, false)]
    [InlineData(new[] { 1.0, 1.0, 0.8 }, false)]
    [InlineData(new[] { 0.5, 0.9, 0.8, 0.7 }, true)]
    [InlineData(new[] { double.NaN, double.NaN, 3.0 }, false)]
    [InlineData(new[] { double.NaN, double.NaN, double.NaN }, true)]
    public void Patience_ends_when_the_best_value_stands_still(double[] curve, bool prune) =>
        Assert.Equal(prune, new PatientPruner(new PatientPrunerOptions(2, 0.1), inner: null).Judge(0, curve, SomeCurves.Study([])).Prune);

    [Fact]
    public void The_reason_names_the_value_and_the_patience() => Assert.Equal(
        "Pruned at epoch 3: its best value 0.75 has not improved by more than 0.1 in 2 epochs.",
        new PatientPruner(new PatientPrunerOptions(2, 0.1), inner: null).Judge(0, [-0.75, -0.75, -0.7], SomeCurves.Study([]) with { Maximised = true }).Why);

    [Fact]
    public void An_inner_pruner_decides_only_when_patience_has_run_out()
    {
        var study = SomeCurves.Study(Enumerable.Range(0, 5).Select(number => SomeCurves.Trial(number, TrialState.Completed, 1, 1, 1, 1, 1, 1)), maxEpochs: 6);
        var pruner = Pruners.Create("patient", new Dictionary<string, object> { ["patience"] = 2L, ["inner"] = "median" });
        Assert.False(pruner.Judge(9, [9, 8, 7], study).Prune);
        Assert.False(pruner.Judge(9, [0.5, 0.5, 0.5], study).Prune);
        Assert.Equal(
            "Pruned at epoch 3: 9 is above the bound 1, the median of 5 completed trials; no improvement in 2 epochs.",
            pruner.Judge(9, [9, 9, 9], study).Why);
    }
}
