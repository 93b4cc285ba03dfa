using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Web.Experiments;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class SweepSeriesTests
{
    [Fact]
    public void The_objective_is_the_first_metric_offered()
    {
        Assert.Equal(["validation_accuracy", "validation_loss", "train_loss"], SweepSeries.Metrics(["validation_accuracy"], "validation_accuracy"));
    }

    [Fact]
    public void The_forecast_follows_the_sweeps_own_pace()
    {
        var sweep = SomeViews.Sweep(completed: 2);
        var trials = new[] { SomeViews.Trial(1), SomeViews.Trial(2) };
        Assert.Equal(TimeSpan.FromSeconds(12), SweepForecast.Remaining(sweep, trials)); // 3 s a trial, eight to go on two lanes
        trials[1] = trials[1] with { StartedAt = SomeViews.Noon.AddHours(5), FinishedAt = SomeViews.Noon.AddHours(9) }; // it was paused
        Assert.Equal(TimeSpan.FromSeconds(12), SweepForecast.Remaining(sweep, trials));
        Assert.Equal(TimeSpan.FromSeconds(10.5), SweepForecast.Remaining(sweep, [.. trials, SomeViews.Trial(3, TrialStatus.Running, [0.5, 0.6, 0.7])]));
        Assert.Null(SweepForecast.Remaining(sweep, [SomeViews.Trial(1)]));
    }
}
