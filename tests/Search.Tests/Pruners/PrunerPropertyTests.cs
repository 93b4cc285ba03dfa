using Search.Tests.Support;

namespace Search.Tests.Pruning;

/// <summary>What holds for many random studies.</summary>
public class PrunerPropertyTests
{
    /// <summary>
    /// Whatever order the lanes come in, the survivors of textbook halving on full curves (at each rung the best third of those left, of equal values the lower number) reach the end.
    /// </summary>
    [Fact]
    public void Successive_halving_keeps_all_that_halving_with_waiting_keeps()
    {
        const int epochs = 9, cohort = 9;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = TrialRandom.For(seed, 0).Stream("lanes");
            // Coarse values, so that there are ties, and some that are not finite.
            double[][] curves = [.. Enumerable.Range(0, cohort).Select(number => Enumerable.Range(0, epochs)
                .Select(i => random.Stream("value").Below(number * epochs + i, 12) is var value && value == 11 ? double.NaN : value).ToArray())];
            var pruner = new SuccessiveHalvingPruner(new SuccessiveHalvingPrunerOptions(Cohort: cohort));
            var trials = Enumerable.Range(0, cohort).Select(number => SomeCurves.Trial(number, TrialState.Running)).ToArray();
            for (var step = 0; trials.Any(trial => trial.State == TrialState.Running); step++)
            {
                var running = trials.Where(trial => trial.State == TrialState.Running).ToArray();
                var trial = running[random.Below(step, running.Length)];
                var curve = curves[trial.Number][..(trial.Curve.Count + 1)];
                var prune = pruner.Judge(trial.Number, curve, SomeCurves.Study(trials, epochs)).Prune;
                trials[trial.Number] = trial with { Curve = curve, State = prune ? TrialState.Pruned : curve.Length == epochs ? TrialState.Completed : TrialState.Running };
            }

            var completed = trials.Where(trial => trial.State == TrialState.Completed).Select(trial => trial.Number);
            Assert.Subset(completed.ToHashSet(), Halved(curves).ToHashSet());
        }
    }

    /// <summary>A better value never turns a kept trial into a pruned one.</summary>
    [Theory]
    [InlineData("median")]
    [InlineData("percentile")]
    [InlineData("asha")]
    [InlineData("hyperband")]
    [InlineData("successive_halving")]
    public void A_better_curve_is_never_pruned_where_a_worse_one_is_kept(string name)
    {
        var study = SomeCurves.Study(SomeCurves.History(60));
        var pruner = Pruners.Create(name);
        for (var number = 60; number < 100; number++)
        {
            for (var epoch = 1; epoch < SomeCurves.Epochs; epoch++)
            {
                var curve = SomeCurves.Curve(number)[..epoch];
                double[] better = [.. curve.Select(value => value - 0.2)];
                Assert.True(pruner.Judge(number, curve, study).Prune || !pruner.Judge(number, better, study).Prune);
            }
        }
    }

    /// <summary>Shifting and stretching the metric changes no decision.</summary>
    [Theory]
    [InlineData("median")]
    [InlineData("percentile")]
    [InlineData("asha")]
    [InlineData("hyperband")]
    [InlineData("successive_halving")]
    [InlineData("curve")]
    public void Units_do_not_matter(string name)
    {
        var trials = SomeCurves.History(60).ToArray();
        var pruner = Pruners.Create(name);
        for (var number = 60; number < 80; number++)
        {
            for (var epoch = 1; epoch < SomeCurves.Epochs; epoch++)
            {
                var curve = SomeCurves.Curve(number)[..epoch];
                Assert.Equal(
                    pruner.Judge(number, curve, SomeCurves.Study(trials)).Prune,
                    pruner.Judge(number, Turned(curve), SomeCurves.Study(trials.Select(trial => trial with { Curve = Turned(trial.Curve), Value = 4 * trial.Value - 100 }))).Prune);
            }
        }
    }

    private static double[] Turned(IReadOnlyList<double> curve) => [.. curve.Select(value => 4 * value - 100)];

    private static int[] Halved(double[][] curves)
    {
        int[] left = [.. Enumerable.Range(0, curves.Length)];
        foreach (var rung in new[] { 1, 3 })
        {
            left = [.. left.OrderBy(number => Curves.Best(curves[number], rung) ?? double.PositiveInfinity).ThenBy(number => number).Take(curves.Length / (rung * 3))];
        }

        return left;
    }
}
