using System.Text.Json;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Search;
using Xunit;

namespace Platform.Core.Tests.Experiments;

public sealed class ExperimentDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static SweepSpec Spec(int trials) => new(
        "sweep", "digits", ParameterSet.Empty, JsonDocument.Parse("""{"parameters":[]}""").RootElement, Objective.Default, new("random"), new("none"),
        Epochs: 2, trials, Parallelism: 2, Seed: 1, "cpu", Priority: 5);

    private static Experiment Given(int trials, params ExperimentEvent[] events) => Experiment.Fold([new ExperimentCreated("exp", Spec(trials), "me", At), .. events]);

    private static TrialProposed Proposed(int number) => new(number, $"exp-{number}", ParameterSet.Empty, "random", "why", 7, 0, At);

    private static TrialFinished Finished(int number, double? value, TrialStatus outcome = TrialStatus.Completed) => new(number, $"exp-{number}", outcome, value, 1, At);

    private static ProposeTrial Propose(int number) => new(number, ParameterSet.Empty, "why", 7, 0, At);

    private static FinishTrial Finish(int number, double? value) => new($"exp-{number}", TrialStatus.Completed, value, 1, At);

    [Fact]
    public void Trials_are_proposed_one_by_one()
    {
        Assert.Equal("exp-1", Assert.IsType<TrialProposed>(Assert.Single(ExperimentDecider.Decide(Given(3), Propose(1)))).TrialId);
        Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(3), Propose(2)));
    }

    [Fact]
    public void A_proposal_that_was_made_already_is_not_made_twice() => Assert.Empty(ExperimentDecider.Decide(Given(3, Proposed(1)), Propose(1)));

    [Fact]
    public void No_trial_goes_beyond_the_budget() => Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(1, Proposed(1)), Propose(2)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sweep_that_is_paused_or_cancelled_proposes_nothing(bool paused)
    {
        ExperimentEvent stopped = paused ? new ExperimentPaused("me", At) : new ExperimentCancelled("me", "enough", At);
        Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(3, stopped), Propose(1)));
    }

    [Fact]
    public void The_last_trials_end_completes_the_sweep_and_names_the_best()
    {
        var events = ExperimentDecider.Decide(Given(2, Proposed(1), Proposed(2), Finished(1, 0.9)), Finish(2, 0.8));
        Assert.Equal(new ExperimentCompleted("exp-1", 0.9, At), events[1]);
    }

    [Fact]
    public void A_trials_end_is_recorded_once() => Assert.Empty(ExperimentDecider.Decide(Given(2, Proposed(1), Finished(1, 0.9)), Finish(1, 0.9)));

    [Fact]
    public void A_failed_trial_is_never_the_best()
    {
        var experiment = Given(3, Proposed(1), Finished(1, 0.99, TrialStatus.Failed), Proposed(2), Finished(2, 0.5));
        Assert.Equal("exp-2", experiment.BestTrialId);
    }

    [Fact]
    public void A_trial_that_breaks_a_constraint_is_never_the_best()
    {
        var experiment = Given(3, Proposed(1), Finished(1, 0.99) with { Feasible = false }, Proposed(2), Finished(2, 0.5) with { Feasible = true }, Proposed(3));
        Assert.Equal("exp-2", experiment.BestTrialId);
        var events = ExperimentDecider.Decide(experiment, Finish(3, 0.9) with { Feasible = false });
        Assert.False(Assert.IsType<TrialFinished>(events[0]).Feasible);
        Assert.Equal(new ExperimentCompleted("exp-2", 0.5, At), events[1]);
    }

    [Fact]
    public void A_cancelled_sweep_stays_cancelled_when_its_trials_end()
    {
        var experiment = Given(1, Proposed(1), new ExperimentCancelled("me", "enough", At));
        Assert.IsType<TrialFinished>(Assert.Single(ExperimentDecider.Decide(experiment, Finish(1, 0.9))));
    }

    [Fact]
    public void Only_a_finished_run_is_reproduced_and_each_time_under_a_new_identity()
    {
        var request = new RequestReproduction("exp-1", "me", At);
        Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(2, Proposed(1)), request));
        var first = Assert.IsType<ReproductionRequested>(ExperimentDecider.Decide(Given(2, Proposed(1), Finished(1, 0.9)), request)[0]);
        var second = ExperimentDecider.Decide(Given(2, Proposed(1), Finished(1, 0.9), first), request)[0];
        Assert.Equal(("exp-1-r1", "exp-1-r2"), (first.TrialId, ((ReproductionRequested)second).TrialId));
    }

    [Fact]
    public void Only_a_sweep_that_has_ended_is_archived_once_and_restored_once()
    {
        var archive = new ArchiveSweep("me", At);
        var restore = new RestoreSweep("me", At);
        foreach (var goesOn in new[] { Given(1), Given(1, new ExperimentPaused("me", At)) })
            Assert.Contains("Cancel it first", Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(goesOn, archive)).Message, StringComparison.Ordinal);
        Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Experiment.Initial, archive));

        foreach (ExperimentEvent end in new ExperimentEvent[] { new ExperimentCancelled("me", "enough", At), new ExperimentCompleted(null, null, At) })
        {
            var ended = Given(1, end);
            Assert.Empty(ExperimentDecider.Decide(ended, restore));
            var archived = ended.Evolve(Assert.IsType<ExperimentArchived>(Assert.Single(ExperimentDecider.Decide(ended, archive))));
            Assert.Empty(ExperimentDecider.Decide(archived, archive));
            Assert.Equal(ended, archived.Evolve(Assert.IsType<ExperimentRestored>(Assert.Single(ExperimentDecider.Decide(archived, restore)))));
        }
    }

    [Fact]
    public void A_sweep_of_which_something_still_trains_is_neither_archived_nor_erased()
    {
        var cancelled = Given(2, Proposed(1), new ExperimentCancelled("me", "enough", At));
        var reproduced = cancelled.Evolve(Finished(1, 0.9)).Evolve(new ReproductionRequested("exp-1-r1", "exp-1", "me", At));
        foreach (var trains in new[] { cancelled, reproduced })
        {
            foreach (ExperimentCommand command in new ExperimentCommand[] { new ArchiveSweep("me", At), new EraseExperiment(new Erasure(0, 1, "me", "", At)) })
                Assert.StartsWith("Trials of the sweep exp have not ended yet", Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(trains, command)).Message, StringComparison.Ordinal);
        }
        var ended = reproduced.Evolve(new ReproductionFinished("exp-1-r1", "exp-1", Identical: true, At));
        Assert.IsType<ExperimentArchived>(Assert.Single(ExperimentDecider.Decide(ended, new ArchiveSweep("me", At))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_priority_outside_its_range_is_refused_by_name(int priority)
    {
        var refused = Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(1), new ChangePriority(priority, "me", At)));
        Assert.Contains("1 to 10", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_to_an_unknown_sweep_is_refused() =>
        Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Experiment.Initial, new PauseExperiment("me", At)));

    [Fact]
    public void Only_a_sweep_that_runs_or_is_paused_is_changed_and_the_same_again_changes_nothing()
    {
        var changed = Assert.IsType<SweepChanged>(Assert.Single(ExperimentDecider.Decide(Given(3, Proposed(1)), Change(Spec(5)))));
        Assert.Equal((5, 1), (changed.Spec.Trials, changed.AfterTrial));
        Assert.IsType<SweepChanged>(Assert.Single(ExperimentDecider.Decide(Given(3, new ExperimentPaused("me", At)), Change(Spec(5)))));
        Assert.Empty(ExperimentDecider.Decide(Given(3, changed with { AfterTrial = 0 }), Change(Spec(5), changes: 1)));
        Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(3, new ExperimentCancelled("me", "enough", At)), Change(Spec(5))));
        Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(1, Proposed(1), Finished(1, 0.5), new ExperimentCompleted("exp-1", 0.5, At)), Change(Spec(5))));
    }

    [Fact]
    public void A_decision_from_before_a_change_comes_to_nothing()
    {
        var sweep = Given(3, new SweepChanged(Spec(5), 0, "me", "", At));

        Assert.Empty(ExperimentDecider.Decide(sweep, Propose(1)));
        Assert.Empty(ExperimentDecider.Decide(sweep, new StopSearch(StopCause.WallClock, "late", 7, At)));
        Assert.Single(ExperimentDecider.Decide(sweep, Propose(1) with { Changes = 1 }));
        Assert.Contains("meanwhile", Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(sweep, Change(Spec(9)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_budget_lets_a_stopped_search_go_on_and_no_more_ends_the_sweep()
    {
        var stopped = Given(3, Proposed(1), new SearchStopped(StopCause.WallClock, "late", 7, At));
        Assert.False(stopped.WantsProposal);
        Assert.True(stopped.Evolve(Assert.IsType<SweepChanged>(ExperimentDecider.Decide(stopped, Change(Spec(4)))[0])).WantsProposal);

        var idle = Given(3, Proposed(1), Finished(1, 0.5));
        Assert.Equal([typeof(SweepChanged), typeof(ExperimentCompleted)], ExperimentDecider.Decide(idle, Change(Spec(1))).Select(e => e.GetType()));
        Assert.Single(ExperimentDecider.Decide(Given(3, Proposed(1)), Change(Spec(1))));
        Assert.Contains("trials: is 1, but 2", Assert.Throws<RuleViolation>(() => ExperimentDecider.Decide(Given(3, Proposed(1), Proposed(2)), Change(Spec(1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_make_trials_incomparable_is_refused_by_its_field()
    {
        var was = Spec(3);
        var now = was with
        {
            Name = "b", Data = "mnist", Fixed = ParameterSet.Of(("a", 1L)), Objective = new Objective("validation_loss", Direction.Minimize), Sampler = new("tpe"), Pruner = new("median"),
            Seed = 2, Device = "cuda", Priority = 9, Lag = 2, FurtherObjectives = [Objective.Default], Constraints = [new MetricConstraint("a", true, 1)], WarmStart = ["x"], PastResults = [new PastResults("t", "a,value")],
        };

        Assert.Equal(
            ["name", "data", "fixed", "objective", "objectives", "constraints", "sampler", "pruner", "seed", "lag", "device", "warm_start", "past_results", "priority"],
            SweepChangeRules.Check(was, now, 0).Select(e => e.Field));
        Assert.Empty(SweepChangeRules.Check(was, was with { Epochs = 9, Trials = 9, Parallelism = 9, Stop = new StopRules(Target: 1) }, 3));
        Assert.Equal("epochs", Assert.Single(SweepChangeRules.Check(was with { Sampler = new("pbt") }, was with { Sampler = new("pbt"), Epochs = 9 }, 0)).Field);
    }

    private static ChangeSweep Change(SweepSpec spec, int changes = 0) => new(spec, changes, "me", "", At);
}
