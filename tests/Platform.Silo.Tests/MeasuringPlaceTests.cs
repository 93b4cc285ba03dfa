using Platform.Core.Trials;
using Platform.Silo.Evaluations;
using Platform.Silo.Tests.Support;
using Platform.Silo.Trials;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>Who measures when a silo has no place for it. Nothing else is to be measured in this database.</summary>
public sealed class MeasuringPlaceTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task An_evaluation_that_one_silo_has_no_place_for_is_made_by_another()
    {
        var trial = await platform.BeginTrialAsync(epochs: 1);
        await platform.ReportAsync(trial, 0.5);
        await platform.Commands.ApplyAsync(trial, new RequestTestEvaluation("test", SiloPlatform.Now));
        await using var full = new SiloParts(platform);
        await using var free = new SiloParts(platform);
        using var alone = await full.Get<SiloGate>().EnterAsync(alone: true, CancellationToken.None); // a trial's last attempt, for hours
        using var there = full.Create<EvaluationService>();
        using var here = free.Create<EvaluationService>();
        await there.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => full.Get<SiloGate>().Waiting == 1);

        await here.StartAsync(CancellationToken.None);

        var events = await platform.EventsWhenAsync(trial, e => e.Any(x => x is TestEvaluationFailed)); // its data were invented, so it cannot succeed
        Assert.Contains("The data set changed", events.OfType<TestEvaluationFailed>().Single().Cause, StringComparison.Ordinal);
        await there.StopAsync(CancellationToken.None);
        await here.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Two_measurements_at_once_leave_a_trial_the_thread_of_its_slot()
    {
        await using var parts = new SiloParts(platform); // of one slot
        var first = await parts.Get<MeasuringPlaces>().EnterAsync(CancellationToken.None);
        var second = parts.Get<MeasuringPlaces>().EnterAsync(CancellationToken.None);

        using (await parts.Get<TrainingThreads>().RentAsync(CancellationToken.None).WaitAsync(Eventually.Patience))
            Assert.False(second.IsCompleted);

        first.Dispose();
        (await second.WaitAsync(Eventually.Patience)).Dispose();
    }
}
