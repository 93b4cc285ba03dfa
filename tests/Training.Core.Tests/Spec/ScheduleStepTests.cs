using System.Text.Json;
using Training.Core.Tests.Fixtures;
using Xunit;

namespace Training.Core.Tests.Spec;

/// <summary>Schedules by step and by plateau against PyTorch's schedulers.</summary>
public class ScheduleStepTests
{
    private static readonly JsonElement Stored = Fixture.Read("loop.json").GetProperty("schedules");

    [Fact]
    public void Exponential_reaches_the_reference_at_each_epoch_and_falls_between()
    {
        var schedule = new ScheduleSpec("exponential") { Gamma = 0.9 };

        Fixture.AssertNear(Stored.GetProperty("exponential").Numbers(), [.. Enumerable.Range(1, 5).Select(epoch => schedule.FactorAt(epoch, 5, 0, 4, []))], 1e-12);
        Assert.Equal(Math.Sqrt(0.9), schedule.FactorAt(1, 5, 2, 4, []), 1e-12);
    }

    [Fact]
    public void One_cycle_is_the_reference_at_every_step()
    {
        var schedule = new ScheduleSpec("one_cycle") { Rise = 0.3 };

        Fixture.AssertNear(Stored.GetProperty("one_cycle").Numbers(), [.. Enumerable.Range(0, 20).Select(i => schedule.FactorAt(1 + (i / 5), 4, i % 5, 5, []))], 1e-9);
    }

    [Fact]
    public void Plateau_follows_the_validation_losses_as_the_reference_does()
    {
        var losses = Stored.GetProperty("plateau").GetProperty("losses").Numbers();
        var schedule = new ScheduleSpec("plateau") { PlateauFactor = 0.5, PlateauPatience = 2 };

        Fixture.AssertNear(
            Stored.GetProperty("plateau").GetProperty("rates").Numbers(),
            [.. Enumerable.Range(1, losses.Length).Select(epoch => schedule.FactorAt(epoch, losses.Length, 0, 10, losses[..(epoch - 1)]))], 1e-12);
    }

    [Fact]
    public void A_warm_up_rises_in_a_line_in_front_of_any_schedule()
    {
        var constant = new ScheduleSpec("constant") { WarmupEpochs = 1.5 };
        var cosine = new ScheduleSpec("cosine") { WarmupEpochs = 1 };

        Fixture.AssertNear(
            [1 / 6.0, 2 / 6.0, 3 / 6.0, 4 / 6.0, 5 / 6.0, 1, 1, 1],
            [.. Enumerable.Range(0, 8).Select(i => constant.FactorAt(1 + (i / 4), 2, i % 4, 4, []))], 1e-12);
        Assert.Equal(0.25, cosine.FactorAt(1, 2, 0, 4, []), 1e-12);
        Assert.Equal(new ScheduleSpec("cosine").FactorAt(2, 2), cosine.FactorAt(2, 2, 3, 4, []));
        Assert.True(constant.ByStep && !new ScheduleSpec("cosine").ByStep);
    }

    [Fact]
    public void Every_schedule_of_the_catalogue_is_known_and_stays_within_its_range() =>
        Assert.All(TrainingFields.Get("schedule").Choices!, kind =>
        {
            var schedule = new ScheduleSpec((string)kind);
            for (var step = 0; step < 30; step++)
                Assert.InRange(schedule.FactorAt(1 + (step / 10), 3, step % 10, 10, [1, 2, 3]), 1e-9, 1);
        });

    [Fact]
    public void Early_stopping_waits_its_patience_and_says_which_epoch_was_best()
    {
        var stopping = new EarlyStoppingSpec(Patience: 2, Delta: 0.01);

        Assert.Null(stopping.Verdict([]));
        Assert.Null(stopping.Verdict([1, 0.5, 0.495]));
        Assert.Contains("0.5 of epoch 2 in 2 epochs", stopping.Verdict([1, 0.5, 0.495, 0.6]), StringComparison.Ordinal);
        Assert.Null(stopping.Verdict([1, 0.5, 0.495, 0.4]));
        Assert.Null(new EarlyStoppingSpec(0, 0).Verdict([1, 2, 3, 4]));
    }
}
