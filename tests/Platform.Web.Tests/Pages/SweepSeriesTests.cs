using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Web.Charts;
using Platform.Web.Experiments;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class SweepSeriesTests
{
    private static readonly HashSet<string> Nothing = new(StringComparer.Ordinal);

    [Fact]
    public void The_best_run_is_bold_picked_runs_are_strong_and_pruned_ones_stay_in_the_background()
    {
        var lines = SweepSeries.Curves(
            [SomeViews.Trial(1), SomeViews.Trial(2), SomeViews.Trial(3, TrialStatus.Pruned), SomeViews.Trial(4), SomeViews.Trial(5, TrialStatus.Proposed, [])],
            "validation_accuracy", "abcdefgh-2", new HashSet<string>(["abcdefgh-4"], StringComparer.Ordinal));
        Assert.Equal(["normal", "best", "muted", "picked"], lines.Select(l => l.Tone));
    }

    [Fact]
    public void Of_many_runs_the_picked_the_best_and_the_newest_are_drawn()
    {
        var trials = Enumerable.Range(1, 500).Select(n => SomeViews.Trial(n, accuracy: [n == 3 ? 0.99 : 0.5])).ToList();
        var drawn = SweepSeries.Drawn(trials, Objective.Default, new HashSet<string>(["abcdefgh-250"], StringComparer.Ordinal));
        Assert.Equal(SweepSeries.MostCurves, drawn.Count);
        Assert.Contains(drawn, t => t.Number == 3);
        Assert.Contains(drawn, t => t.Number == 250);
        Assert.Contains(drawn, t => t.Number == 500);
    }

    [Fact]
    public void A_run_without_the_parameter_leaves_a_gap_on_its_axis()
    {
        var row = Assert.Single(SweepSeries.Rows(SomeViews.Space, [SomeViews.Trial()]));
        Assert.Equal([0.01, "cnn", null, 0.9], row.Values);
        Assert.Equal(row.Values.Count, SweepSeries.Axes(SomeViews.Space, Objective.Default).Count);
    }

    [Fact]
    public void A_run_that_has_no_value_yet_is_in_no_chart()
    {
        var fresh = SomeViews.Trial(1, TrialStatus.Running, []);
        Assert.Empty(SweepSeries.Curves([fresh], "validation_accuracy", null, Nothing));
        Assert.Empty(SweepSeries.Points([fresh]));
        Assert.Empty(SweepSeries.Rows(SomeViews.Space, [fresh]));
    }

    [Fact]
    public void The_objective_is_the_first_metric_offered()
    {
        Assert.Equal(["validation_accuracy", "validation_loss", "train_loss"], SweepSeries.Metrics([SomeViews.Trial()], "validation_accuracy"));
    }

    [Theory]
    [InlineData(true, new[] { 0.5, 0.5, 0.8 })]
    [InlineData(false, new[] { 0.5, 0.4, 0.4 })]
    public void The_stair_never_goes_the_wrong_way_and_leaves_out_running_trials(bool maximize, double[] expected)
    {
        ProgressPoint[] points = [Point(3, 0.8), Point(1, 0.5), Point(2, 0.4), Point(4, maximize ? 0.99 : 0.01, "running")];
        Assert.Equal(expected, BestSoFarChart.BestSoFar(points, maximize).Select(step => step[1]));

        static ProgressPoint Point(int number, double value, string status = "completed") => new(number, value, status, "", "");
    }

    [Fact]
    public void The_forecast_follows_the_sweeps_own_pace()
    {
        var sweep = SomeViews.Sweep(completed: 2);
        var trials = new[] { SomeViews.Trial(1), SomeViews.Trial(2) };
        Assert.Equal(TimeSpan.FromSeconds(12), SweepForecast.Remaining(sweep, trials, SomeViews.Noon.AddSeconds(3))); // 3 s for two trials, eight to go
        Assert.Null(SweepForecast.Remaining(sweep, [SomeViews.Trial(1)], SomeViews.Noon));
    }
}
