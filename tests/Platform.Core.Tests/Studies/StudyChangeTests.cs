using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Search;
using Xunit;

namespace Platform.Core.Tests.Studies;

/// <summary>What decisions see after a change of space or budget. Trial n of these tests has learning rate 0.01 / n.</summary>
public sealed class StudyChangeTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly SweepSpec Was = SomeStudy.Spec with { Epochs = 2 };

    [Fact]
    public void Proposals_see_old_trials_by_the_new_space_and_a_trial_under_way_is_judged_by_its_own()
    {
        var study = Study(Was);
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, 1, 0.9, 0.8));
        study.Take(SomeStudy.Trial(2, TrialStatus.Running, 1, 0.7));
        study.Follow(Narrower(Was, 0.008), [Change(2, Was)]);
        study.Take(SomeStudy.Trial(3, TrialStatus.Running, null) with { Parameters = ParameterSet.Of(("learning_rate", 0.02)) });

        Assert.Equal([0, 2], study.Before(4).Observations.Select(o => o.Number)); // 0.005 is below the new range
        Assert.Equal([0, 1, 2], study.During(2).Study.Observations.Select(o => o.Number));
        Assert.Equal([0, 2], study.During(3).Study.Observations.Select(o => o.Number));
        Assert.Equal([1, 2, 3], study.Trained().Observations.Select(o => o.Number + 1));
        var fate = study.Under(Narrower(Was, 0.008))[1].Seen;
        Assert.Equal((ObservationFate.LeftOut, "Left out: its learning_rate 0.005 is not a number from 0.008 to 0.1 (log scale)."), (fate.Fate, fate.Why));
    }

    [Fact]
    public void Under_fewer_epochs_a_trial_has_the_value_of_its_best_epoch_among_them()
    {
        var spec = SomeStudy.Spec with { Epochs = 4, FurtherObjectives = [new Objective("validation_loss", Direction.Minimize)] };
        var study = Study(spec);
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, 4, 0.6, 0.5, 0.7, 0.9));
        study.Take(SomeStudy.Trial(2, TrialStatus.Pruned, 1, 0.6));
        study.Follow(spec with { Epochs = 2 }, [Change(2, spec)]);

        var (first, second) = (study.Before(3).Observations[0], study.Before(3).Observations[1]);

        Assert.Equal((TrialState.Completed, -0.6, 1 - 0.6), (first.State, first.Value!.Value, first.FurtherValues[0]));
        Assert.Equal([-0.6, -0.5], first.Curve);
        Assert.Equal((TrialState.Pruned, -0.6), (second.State, second.Value!.Value));
        Assert.Equal(2, study.Before(3).MaxEpochs);
        Assert.Equal(4, study.During(2).Study.MaxEpochs);
    }

    [Fact]
    public void Trials_without_a_place_are_counted_as_left_out_with_a_lag_and_without()
    {
        foreach (var spec in new[] { Was, Was with { Lag = 1 } })
        {
            var study = Study(spec);
            for (var number = 1; number <= 4; number++)
                study.Take(SomeStudy.Trial(number, TrialStatus.Completed, 1, 0.5, 0.5));
            Assert.Equal(0, study.Before(5).LeftOut);
            study.Follow(Narrower(spec, 0.004), [Change(4, spec)]);

            Assert.Equal((2, 2), (study.Before(5).LeftOut, study.Before(5).Observations.Select(o => o.Number).Distinct().Count()));
            Assert.Equal(2, study.Before(5).LeftOut); // asked again
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(90)]
    [InlineData(10)]
    public void A_trial_that_stopped_itself_is_complete_whatever_the_epochs_are_now(int epochs)
    {
        var spec = SomeStudy.Spec with { Epochs = 50 };
        var study = Study(spec);
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, 2, [0.5, 0.9, .. Enumerable.Repeat(0.7, 10)]));
        study.Follow(spec with { Epochs = epochs }, [Change(1, spec)]);

        Assert.Equal((TrialState.Completed, -0.9), (study.Before(2).Observations[0].State, study.Before(2).Observations[0].Value!.Value));
    }

    [Fact]
    public void More_trials_change_nothing_that_old_trials_say_not_even_what_the_sampler_noted()
    {
        var study = Study(Was);
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, 1, 0.9, 0.8) with { Carried = "a note" });
        var before = SomeStudy.Describe(study.Before(2).Observations);
        study.Follow(Was with { Trials = 99 }, [Change(1, Was)]);

        Assert.Equal(before, SomeStudy.Describe(study.Before(2).Observations));
        Assert.Equal(99, study.Before(2).Trials);
    }

    [Fact]
    public void With_a_lag_what_a_proposal_sees_after_a_change_does_not_depend_on_how_much_has_ended()
    {
        var (spec, narrower) = (Was with { Lag = 2 }, Narrower(Was with { Lag = 2 }, 0.003));
        var (eager, parallel) = (Study(spec), Study(spec));
        foreach (var study in new[] { eager, parallel })
        {
            for (var number = 1; number <= 4; number++)
                study.Take(SomeStudy.Trial(number, number == 3 && study == parallel ? TrialStatus.Running : TrialStatus.Completed, 1, 0.5, 0.125 * number));
            study.Before(4);
            study.Follow(narrower, [Change(4, spec)]);
        }
        parallel.Take(SomeStudy.Trial(3, TrialStatus.Completed, 1, 0.5, 0.375));
        eager.Take(SomeStudy.Trial(5, TrialStatus.Completed, 1, 0.9) with { Parameters = ParameterSet.Of(("learning_rate", 0.05)) });
        var late = new StudyFold(narrower, [], [Change(4, spec)]); // a process that began after the change
        foreach (var trial in eager.Trials)
            late.Take(trial);

        var seen = SomeStudy.Describe(eager.Before(5).Observations);

        Assert.Equal(["#0  Completed -0.5 [-0.5, -0.125]", "#1  Completed -0.5 [-0.5, -0.25]", "#2  Completed -0.5 [-0.5, -0.375]"], seen); // trial 4 has no place
        Assert.Equal(seen, SomeStudy.Describe(parallel.Before(5).Observations));
        Assert.Equal(seen, SomeStudy.Describe(late.Before(5).Observations));
        Assert.Equal(SomeStudy.Describe(eager.Before(6).Observations), SomeStudy.Describe(late.Before(6).Observations));
        Assert.Equal(SomeStudy.Describe(eager.During(4).Study.Observations), SomeStudy.Describe(late.During(4).Study.Observations));
    }

    private static StudyFold Study(SweepSpec spec) => new(spec, []);

    private static SweepChange Change(int after, SweepSpec before) => new(after, before, "me", "", At);

    private static SweepSpec Narrower(SweepSpec spec, double low) => spec with
    {
        Space = JsonSerializer.SerializeToElement(new { learning_rate = new { type = "float", low, high = 0.1, log = true } }),
    };
}
