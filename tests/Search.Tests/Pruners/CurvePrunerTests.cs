using Search.Tests.Support;

namespace Search.Tests.Pruning;

public class CurvePrunerTests
{
    /// <summary>Curves 2 e^-p + c with ends spread from 0.1 to 1.</summary>
    private static readonly Observation[] Completed = [.. Enumerable.Range(0, 10).Select(number => SomeCurves.Trial(number, TrialState.Completed, Curve(0.1 * (number + 1))))];

    [Fact]
    public void A_curve_that_levels_out_far_from_the_best_is_stopped_and_one_on_its_way_there_is_not()
    {
        var study = SomeCurves.Study(Completed);
        var hopeless = new CurvePruner().Judge(99, Curve(0.95)[..8], study);
        var hopeful = new CurvePruner().Judge(99, Curve(0.09)[..8], study);
        Assert.True(hopeless.Prune, hopeless.Why);
        Assert.False(hopeful.Prune, hopeful.Why);
        Assert.InRange(hopeless.WinProbability!.Value, 0, 0.01);
        Assert.InRange(hopeful.WinProbability!.Value, 0.2, 1);
        Assert.Matches("^Pruned at epoch 8: it has .* chance to beat the best value .* by epoch 27, less than 1%; its .* is expected to reach .*\\.$", hopeless.Why);
    }

    [Fact]
    public void Trials_that_ended_by_themselves_are_whole_curves()
    {
        // Early stopping ended them all: there is no other curve to learn from.
        var study = SomeCurves.Study(Completed.Select(trial => trial with { Curve = [.. trial.Curve.Take(20)] }));
        Assert.True(new CurvePruner().Judge(99, Curve(0.95)[..8], study).Prune);
        Assert.False(new CurvePruner().Judge(99, Curve(0.09)[..8], study).Prune);
    }

    [Fact]
    public void The_forecast_comes_close_to_where_the_curve_ends()
    {
        foreach (var end in new[] { 0.15, 0.4, 0.75 })
        {
            var forecast = CurveForecast.Of(Curve(end)[..9], [.. Completed.Select(trial => trial.Curve)], SomeCurves.Epochs);
            Assert.Equal(Curve(end)[^1], forecast.Expected, 0.1);
        }
    }

    [Fact]
    public void A_trial_ahead_of_the_best_has_won_already()
    {
        var verdict = new CurvePruner().Judge(99, [3, 1, 0.01], SomeCurves.Study(Completed));
        Assert.Equal((false, 1.0), (verdict.Prune, verdict.WinProbability));
    }

    [Fact]
    public void Too_few_full_curves_and_the_warmup_prune_nothing()
    {
        Assert.False(new CurvePruner().Judge(99, [9, 9, 9], SomeCurves.Study(Completed[..5])).Prune);
        Assert.False(new CurvePruner().Judge(99, [9, 9], SomeCurves.Study(Completed)).Prune);
        Assert.False(new CurvePruner().Judge(99, [9, 9, 9], SomeCurves.Study(Completed.Select(trial => trial with { State = TrialState.Pruned, Curve = [.. trial.Curve.Take(20)] }))).Prune);
    }

    /// <summary>Over many trials of known ends, those given a chance of p to win win in about a share p of the cases.</summary>
    [Fact]
    public void Win_probabilities_are_calibrated_within_what_chance_allows()
    {
        double expected = 0, won = 0, variance = 0;
        for (var study = 0; study < 150; study++)
        {
            double[][] curves = [.. Enumerable.Range(0, 16).Select(number => SomeCurves.Curve(number, seed: 1000 + study))];
            var best = curves[1..].Min(curve => curve.Min());
            var probability = CurveForecast.Of(curves[0][..6], curves[1..], SomeCurves.Epochs).WinProbability;
            expected += probability;
            variance += probability * (1 - probability);
            won += curves[0].Min() < best ? 1 : 0;
        }

        Assert.InRange(won, expected - 3 * Math.Sqrt(variance) - 3, expected + 3 * Math.Sqrt(variance) + 3);
    }

    private static double[] Curve(double end) => [.. Enumerable.Range(1, SomeCurves.Epochs).Select(epoch => end + 2 * Math.Pow(epoch, -0.9))];
}
