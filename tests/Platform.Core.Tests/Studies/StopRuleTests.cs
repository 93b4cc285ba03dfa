using Platform.Core.Experiments;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Core.Tests.Studies;

public sealed class StopRuleTests
{
    private static readonly double[] Accuracies = [0.5, 0.7, 0.6, 0.65, 0.7];

    [Fact]
    public void Without_rules_a_search_goes_on() => Assert.Null(Check(null, TimeSpan.FromDays(100)));

    [Theory]
    [InlineData(0.71, false)]
    [InlineData(0.7, true)]
    public void A_target_is_reached_by_a_value_as_good(double target, bool stops)
    {
        var stop = Check(new StopRules(Target: target));

        Assert.Equal(stops ? StopCause.Target : null, stop?.Cause);
        if (stops)
            Assert.Equal("Trial 2 reached validation_accuracy 0.7; the target is 0.7.", stop?.Why);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(3, true)]
    public void Trials_since_the_first_best_one_are_counted(int patience, bool stops) =>
        Assert.Equal(stops ? StopCause.NoImprovement : null, Check(new StopRules(NoImprovement: patience))?.Cause);

    [Fact]
    public void With_a_lag_only_trials_that_the_next_proposal_may_see_count()
    {
        Assert.Null(Check(new StopRules(NoImprovement: 3), lag: 2));
        Assert.NotNull(Check(new StopRules(NoImprovement: 2), lag: 2));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(1, true)]
    public void Trials_are_counted_as_they_ended_and_with_a_lag_by_number(int? lag, bool stops)
    {
        // Trial 1 was slow: it ends last, with the best value of all.
        var spec = SomeStudy.Spec with { Stop = new StopRules(NoImprovement: 3), Lag = lag };
        var study = new StudyFold(spec, []);
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        double[] accuracies = [0.9, 0.5, 0.6, 0.7];
        for (var number = 1; number <= 4; number++)
            study.Take(SomeStudy.Trial(number, TrialStatus.Completed, 1, accuracies[number - 1]) with { FinishedAt = start.AddMinutes(number == 1 ? 10 : number) });

        Assert.Equal(stops ? StopCause.NoImprovement : null, StopRule.Check(spec, study, 5, TimeSpan.Zero)?.Cause);
        Assert.Equal([1, 2, 3, 0], study.Endings());
    }

    [Fact]
    public void Ends_that_only_events_tell_apart_are_counted_by_number()
    {
        var study = new StudyFold(SomeStudy.Spec, []);
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, 1, 0.5) with { FinishedAt = start.AddTicks(7) });
        study.Take(SomeStudy.Trial(2, TrialStatus.Completed, 1, 0.5) with { FinishedAt = start.AddTicks(2) });
        Assert.Equal([0, 1], study.Endings());

        // A view rounds the 999.6 microseconds up; the event still has them.
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, 1, 0.5) with { FinishedAt = start.AddMilliseconds(1) });
        study.Take(SomeStudy.Trial(2, TrialStatus.Completed, 1, 0.5) with { FinishedAt = start.AddTicks(9_996) });
        Assert.Equal([0, 1], study.Endings());
    }

    [Fact]
    public void The_wall_clock_does_not_run_during_a_pause()
    {
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var sweep = Experiment.Fold(
        [
            new ExperimentCreated("a", SomeStudy.Spec, "me", start), new ExperimentPaused("me", start.AddMinutes(10)), new ExperimentResumed("me", start.AddHours(9)),
        ]);

        Assert.Equal(TimeSpan.FromMinutes(11), sweep.ActiveAt(start.AddHours(9).AddMinutes(1)));
        Assert.Null(Check(new StopRules(WallClockSeconds: 661), sweep.ActiveAt(start.AddHours(9).AddMinutes(1))));
        Assert.Equal(StopCause.WallClock, Check(new StopRules(WallClockSeconds: 660), sweep.ActiveAt(start.AddHours(9).AddMinutes(1)))?.Cause);
    }

    [Fact]
    public void A_trial_that_breaks_a_constraint_reaches_no_target()
    {
        var spec = SomeStudy.Spec with { Stop = new StopRules(Target: 0.6), Constraints = [new MetricConstraint("validation_loss", AtMost: true, 0.1)] };

        Assert.Null(StopRule.Check(spec, Study(spec), 6, TimeSpan.Zero));
    }

    private static (StopCause Cause, string Why)? Check(StopRules? rules, TimeSpan active = default, int? lag = null)
    {
        var spec = SomeStudy.Spec with { Stop = rules, Lag = lag };
        return StopRule.Check(spec, Study(spec), Accuracies.Length + 1, active);
    }

    private static StudyFold Study(SweepSpec spec)
    {
        var study = new StudyFold(spec, []);
        for (var i = 0; i < Accuracies.Length; i++)
            study.Take(SomeStudy.Trial(i + 1, TrialStatus.Completed, 1, Accuracies[i]));
        return study;
    }
}
