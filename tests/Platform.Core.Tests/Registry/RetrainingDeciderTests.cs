using Platform.Core.Registry;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Core.Tests.Registry;

public sealed class RetrainingDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RetrainingData Old = new("digits", "data-1", 0);
    private static readonly RetrainingData New = new("digits", "data-2", 1);
    private static readonly RetrainingPlan Nightly = new("0 0 3 * * ?");

    private static PromoteVersion Promote(string trial, double accuracy, RetrainingData data, string? alias = null) => new(
        "digits", trial, "exp", 3, $"digest-{trial}", "digits", data.Digest, new Dictionary<string, double> { ["test_accuracy"] = accuracy, ["test_loss"] = 1 - accuracy },
        alias, Confirmed: false, "me", "", At);

    private static RegisteredModel After(params ModelCommand[] commands) => After(RegisteredModel.Initial, commands);

    private static RegisteredModel After(RegisteredModel model, params ModelCommand[] commands) =>
        commands.Aggregate(model, (state, c) => ModelDecider.Decide(state, c).Aggregate(state, (m, e) => m.Evolve(e)));

    private static RegisteredModel Planned(RetrainingPlan? plan = null) => After(Promote("a", 0.9, Old, ModelAlias.Champion), new ScheduleRetraining(plan ?? Nightly, "me", At));

    private static BeginRetraining Begin(int night, RetrainingData data, int from = 1, int fromLabels = 0) =>
        new(RetrainingOccasion.Scheduled(At.AddDays(night)), from, fromLabels, data, At.AddDays(night));

    private static VersionMeasure Champion(double accuracy, RetrainingData data) =>
        new(1, data.Digest, new Dictionary<string, double> { ["test_accuracy"] = accuracy, ["test_loss"] = 1 - accuracy });

    private static VersionMeasure Unmeasured => new(1, New.Digest, new Dictionary<string, double>(), "it knows no class 'c'.");

    private static SetPromotionGates Gate(params string[] gates) => new([.. gates.Select(gate => GateText.Parse(gate, "gates"))], [ModelAlias.Champion], "me", "", At);

    private static TestGroup Women(double accuracy) => new("sex", "f", 50, new Dictionary<string, double> { ["accuracy"] = accuracy });

    private static TestGroup Men(double accuracy) => new("sex", "m", 50, new Dictionary<string, double> { ["accuracy"] = accuracy });

    private static PromoteVersion WithGroups(PromoteVersion promote, params TestGroup[] groups) => promote with { Evidence = [new VersionEvidence(promote.Checkpoint, groups)] };

    private static T Only<T>(ModelEvent[] events) => Assert.IsType<T>(Assert.Single(events));

    [Fact]
    public void A_plan_replaces_the_one_before_and_the_same_plan_again_changes_nothing()
    {
        var model = Planned();
        Assert.Empty(ModelDecider.Decide(model, new ScheduleRetraining(Nightly with { }, "you", At.AddHours(1))));
        Assert.Equal("0 0 4 * * ?", After(model, new ScheduleRetraining(Nightly with { Cron = "0 0 4 * * ?" }, "you", At)).Retraining.Scheduled!.Plan.Cron);
        Assert.Empty(ModelDecider.Decide(After(model, new UnscheduleRetraining("me", "", At)), new UnscheduleRetraining("me", "", At)));
    }

    [Fact]
    public void A_model_without_versions_cannot_be_planned() =>
        Assert.Contains("no version", Assert.Throws<RuleViolation>(() => ModelDecider.Decide(RegisteredModel.Initial, new ScheduleRetraining(Nightly, "me", At))).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_error_of_a_plan_is_named_by_its_field()
    {
        var plan = new RetrainingPlan("0 3 * * *", "V 1", "", new RetrainingChanges(0, -1, -1, 2, 51), Alias: "latest");
        Assert.Equal(["alias", "cron", "data", "epochs", "layerRateDecay", "learningRate", "start", "trainBlocks", "trials"], RetrainingRules.Check(plan).Select(e => e.Field).Order(StringComparer.Ordinal));
        Assert.Empty(RetrainingRules.Check(new RetrainingPlan(Start: "12", Changes: new RetrainingChanges(5, 1e-4, 0, 0.4, 50))));
        Assert.Throws<RuleViolation>(() => Planned(plan));
    }

    [Fact]
    public void Unchanged_data_are_skipped_and_changed_ones_begin_a_sweep()
    {
        var model = Planned();
        var skipped = Only<RetrainingSkipped>(ModelDecider.Decide(model, Begin(1, Old)));
        Assert.Contains("version 1 has learnt from 'digits' with its labels as published (digest data-1)", skipped.Reason, StringComparison.Ordinal);
        var started = Only<RetrainingStarted>(ModelDecider.Decide(After(model, Begin(1, Old)), Begin(2, New)));
        Assert.Equal((2, 1, New, ModelAlias.Challenger), (started.Number, started.FromVersion, started.Data, started.Alias));
        Assert.IsType<RetrainingStarted>(Assert.Single(ModelDecider.Decide(model, Begin(1, Old with { Labels = 2 }))));
        Assert.IsType<RetrainingStarted>(Assert.Single(ModelDecider.Decide(Planned(Nightly with { OnlyWhenDataChanged = false }), Begin(1, Old))));
    }

    [Fact]
    public void A_firing_counts_once_and_not_before_its_plan_was_made_nor_after_it_was_taken_away()
    {
        var model = After(Planned(), Begin(2, Old));
        Assert.Empty(ModelDecider.Decide(model, Begin(2, New)));
        Assert.Empty(ModelDecider.Decide(model, Begin(1, New)));
        Assert.Empty(ModelDecider.Decide(Planned(), Begin(-1, New)));
        Assert.Empty(ModelDecider.Decide(After(model, new UnscheduleRetraining("me", "", At)), Begin(3, New)));
        Assert.Empty(ModelDecider.Decide(Planned(Nightly with { Cron = null }), Begin(1, New)));
    }

    [Fact]
    public void Two_retrainings_never_run_at_once()
    {
        var running = After(Planned(), Begin(1, New));
        Assert.Contains("Retraining 1 was still under way", Only<RetrainingSkipped>(ModelDecider.Decide(running, Begin(2, New))).Reason, StringComparison.Ordinal);
        Assert.Contains("under way", Assert.Throws<RuleViolation>(() => ModelDecider.Decide(running, new RequestRetraining(true, "me", At))).Message, StringComparison.Ordinal);
        var refused = new RefuseRetraining(RetrainingOccasion.Scheduled(At.AddDays(2)), "no data", At);
        Assert.IsType<RetrainingSkipped>(Assert.Single(ModelDecider.Decide(running, refused)));
        Assert.Equal("no data", Only<RetrainingFailed>(ModelDecider.Decide(Planned(), refused)).Cause);
    }

    [Fact]
    public void A_wish_is_answered_once_and_only_one_waits()
    {
        var model = After(Planned(Nightly with { Cron = null }), new RequestRetraining(Force: true, "you", At));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(model, new RequestRetraining(false, "me", At)));
        var begin = new BeginRetraining(RetrainingOccasion.Of(model.Retraining.Requested!), 1, 0, Old, At);
        var started = Only<RetrainingStarted>(ModelDecider.Decide(model, begin));
        Assert.Equal(("you", true, true), (started.Occasion.By, started.Occasion.Asked, started.Occasion.Force));
        Assert.Null(After(model, begin).Retraining.Requested);
        Assert.Empty(ModelDecider.Decide(After(model, begin), begin));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(After(Promote("a", 0.9, Old)), new RequestRetraining(false, "me", At)));
    }

    [Fact]
    public void The_result_is_registered_with_its_origin_and_the_challenger_moves_to_it()
    {
        var running = After(Planned(), Begin(1, New));
        var finish = new FinishRetraining(1, Promote("b", 0.95, New) with { StartDigest = "digest-a" }, [Champion(0.8, New)]);
        var events = ModelDecider.Decide(running, finish);
        var (version, moved, finished) = (Assert.IsType<ModelVersionRegistered>(events[0]), Assert.IsType<AliasMoved>(events[1]), Assert.IsType<RetrainingFinished>(events[2]));
        Assert.Equal((2, 1, RetrainingDecider.By), (version.Version, version.FromVersion, version.By));
        Assert.Equal((ModelAlias.Challenger, 2, RetrainingDecider.By), (moved.Alias, moved.Version, moved.By));
        Assert.Equal("Retraining 1 from version 1 on 'digits' with version 1 of its labels (digest data-2): test accuracy 0.95, test loss 0.05; the champion, version 1, has test accuracy 0.8, test loss 0.2 on the same test set.", finished.Why);
        Assert.Equal(("data-2", 0.95, 1, 0.8), (finished.Comparison!.DataDigest, finished.Comparison.TestMetrics["test_accuracy"], finished.Comparison.Champion, finished.Comparison.ChampionMetrics["test_accuracy"]));
        Assert.Equal((finished.Why, finished.Why), (version.Why, moved.Why));
        var after = After(running, finish);
        Assert.Null(after.Retraining.Running);
        Assert.Empty(ModelDecider.Decide(after, finish));
    }

    [Fact]
    public void What_was_learnt_by_the_last_retraining_is_not_learnt_again_until_the_plan_changes()
    {
        var model = After(Planned(), Begin(1, New), new FinishRetraining(1, Promote("b", 0.95, New), []));
        Assert.Contains("since retraining 1, whose version 2", Only<RetrainingSkipped>(ModelDecider.Decide(model, Begin(2, New))).Reason, StringComparison.Ordinal);
        Assert.IsType<RetrainingStarted>(Assert.Single(ModelDecider.Decide(model, Begin(2, New with { Digest = "data-3" }))));
        var changed = After(model, new ScheduleRetraining(Nightly with { Changes = new RetrainingChanges(Epochs: 9) }, "me", At.AddDays(1.5)));
        Assert.IsType<RetrainingStarted>(Assert.Single(ModelDecider.Decide(changed, Begin(2, New))));
    }

    [Theory]
    [InlineData(0.95, "data-1", true)]
    [InlineData(0.80, "data-1", false)]
    [InlineData(0.95, "data-2", false)]
    public void A_champion_is_replaced_only_by_a_better_version_measured_on_the_same_data(double accuracy, string digest, bool moves)
    {
        var data = new RetrainingData("digits", digest, 3);
        var running = After(Planned(Nightly with { Alias = ModelAlias.Champion }), Begin(1, data));
        var after = After(running, new FinishRetraining(1, Promote("b", accuracy, data), []));
        Assert.Equal((2, moves ? 2 : 1), (after.Versions.Count, after.Aliases[ModelAlias.Champion]));
        Assert.Equal(moves ? ModelAlias.Champion : null, after.Retraining.Finished!.Value.End.Alias);
        Assert.Equal(!moves, after.Versions[1].Why.Contains("The alias 'champion' was not moved", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.95, 0.9, true)]
    [InlineData(0.85, 0.9, false)]
    public void On_new_data_the_champion_is_replaced_by_what_beats_it_there(double accuracy, double champion, bool moves)
    {
        var running = After(Planned(Nightly with { Alias = ModelAlias.Champion }), Begin(1, New));
        var after = After(running, new FinishRetraining(1, Promote("b", accuracy, New), [Champion(champion, New)]));
        Assert.Equal(moves ? 2 : 1, after.Aliases[ModelAlias.Champion]);
        Assert.Equal(!moves, after.Versions[1].Why.Contains("is worse than the champion's 0.9 (version 1) on the same test set", StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_promotes_the_result_later_is_asked_only_if_it_was_worse_than_the_champion_on_its_own_data()
    {
        var better = After(Planned(), Begin(1, New), new FinishRetraining(1, Promote("b", 0.95, New), [Champion(0.9, New)]));
        Assert.Equal(2, After(better, new MoveAlias(ModelAlias.Champion, 2, Confirmed: false, "me", "", At)).Aliases[ModelAlias.Champion]);
        var worse = After(Planned(), Begin(1, New), new FinishRetraining(1, Promote("b", 0.85, New), [Champion(0.9, New)]));
        Assert.Contains("0.85 is worse than the champion's 0.9", Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(worse, new MoveAlias(ModelAlias.Champion, 2, false, "me", "", At))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_champion_that_could_not_be_measured_on_the_new_data_keeps_its_place_and_the_cause_is_told()
    {
        var running = After(Planned(Nightly with { Alias = ModelAlias.Champion }), Begin(1, New));
        var after = After(running, new FinishRetraining(1, Promote("b", 0.95, New), [Unmeasured]));
        Assert.Equal(1, after.Aliases[ModelAlias.Champion]);
        Assert.Contains("has test accuracy 0.9, test loss 0.1 on the data as they were then, and could not be measured on these: it knows no class 'c'. The alias", after.Versions[1].Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.85, true)]
    [InlineData(0.5, false)]
    public void A_gate_by_groups_compares_the_result_with_the_champion_in_each_group_on_the_new_data(double women, bool moves)
    {
        var running = After(Planned(Nightly with { Alias = ModelAlias.Champion }), Gate("accuracy worsens <= 0.02 in every group of sex"), Begin(1, New));
        Assert.Equal(1, Assert.Single(running.HoldersForGates("digest-b", New.Digest, [Women(women)])).Version);
        Assert.Empty(running.HoldersForGates("digest-a", New.Digest, [Women(women)])); // it is the version itself
        Assert.Empty(running.HoldersForGates("digest-b", New.Digest, [])); // the gate asks the result for its own groups first
        var measured = Champion(0.8, New) with { Groups = [Women(0.8), Men(0.8)] };

        var after = After(running, new FinishRetraining(1, WithGroups(Promote("b", 0.9, New), Women(women), Men(0.95)) with { Alias = null }, [measured]));

        Assert.Equal(moves ? 2 : 1, after.Aliases[ModelAlias.Champion]);
        Assert.Equal(moves, after.LastEvaluation is null or { Passed: true });
        if (!moves)
            Assert.Equal((0.5, 0.8, "sex=f"), (after.LastEvaluation!.Outcomes[0].Seen, after.LastEvaluation.Outcomes[0].Against, after.LastEvaluation.Outcomes[0].Group));
    }

    [Fact]
    public void Whoever_promotes_the_result_later_finds_the_champions_groups_on_the_new_data_in_the_retrainings_event()
    {
        var measured = Champion(0.8, New) with { Groups = [Women(0.8), Men(0.8)] };
        var model = After(Planned(), Gate("accuracy worsens <= 0.02 in every group"), Begin(1, New), new FinishRetraining(1, WithGroups(Promote("b", 0.9, New), Women(0.85), Men(0.95)), [measured]));
        Assert.Equal((2, 1), (model.Aliases[ModelAlias.Challenger], model.Aliases[ModelAlias.Champion]));
        IReadOnlyList<VersionEvidence> evidence = [new("digest-b", [Women(0.85), Men(0.95)]), new("digest-a", [Women(0.99), Men(0.99)])]; // its own test was on other data

        var moved = ModelDecider.Decide(model, new MoveAlias(ModelAlias.Champion, 2, Confirmed: false, "me", "", At) { Evidence = evidence });

        Assert.Equal((0.85, 0.8, true), Assert.IsType<PromotionEvaluated>(moved[0]).Outcomes[0] is var seen ? (seen.Seen!.Value, seen.Against!.Value, seen.Passed) : default);
        Assert.IsType<AliasMoved>(moved[1]);
    }

    [Fact]
    public void They_are_kept_also_where_the_champions_own_test_was_on_the_same_data_but_without_groups()
    {
        var data = new RetrainingData("digits", Old.Digest, 3);
        var measured = Champion(0.9, data) with { Groups = [Women(0.8), Men(0.8)] };
        var model = After(Planned(), Gate("accuracy worsens <= 0.02 in every group"), Begin(1, data), new FinishRetraining(1, WithGroups(Promote("b", 0.95, data), Women(0.85), Men(0.95)), [measured]));
        IReadOnlyList<VersionEvidence> evidence = [new("digest-b", [Women(0.85), Men(0.95)]), new("digest-a", [])];

        var moved = ModelDecider.Decide(model, new MoveAlias(ModelAlias.Champion, 2, Confirmed: false, "me", "", At) { Evidence = evidence });

        Assert.Equal((0.85, 0.8, true), Assert.IsType<PromotionEvaluated>(moved[0]).Outcomes[0] is var seen ? (seen.Seen!.Value, seen.Against!.Value, seen.Passed) : default);
    }

    [Theory]
    [InlineData(0.85, true)]
    [InlineData(0.5, false)]
    public void A_promotion_by_hand_to_another_protected_alias_finds_what_the_retraining_measured_of_its_version(double women, bool moves)
    {
        // Version 1 is stable, version 2 the champion; the result becomes the challenger, which no gate protects, and is to become stable later.
        var gates = Gate("accuracy worsens <= 0.02 in every group of sex", "test_accuracy worsens <= 0.02") with { Protects = [ModelAlias.Champion, "stable"] };
        var running = After(
            Planned(), new MoveAlias("stable", 1, Confirmed: true, "me", "", At), Promote("c", 0.92, Old, ModelAlias.Champion), gates, Begin(1, New, from: 2));
        Assert.Equal([2, 1], running.HoldersForGates("digest-b", New.Digest, [Women(women)]).Select(holder => holder.Version));
        var (champion, stable) = (Champion(0.88, New) with { Version = 2, Groups = [Women(0.9), Men(0.9)] }, Champion(0.8, New) with { Groups = [Women(0.8), Men(0.8)] });

        var model = After(running, new FinishRetraining(1, WithGroups(Promote("b", 0.9, New), Women(women), Men(0.95)), [champion, stable]));

        Assert.Equal(1, Assert.Single(model.Retraining.Finished!.Value.End.Holders!).Version); // the champion's are in the comparison
        Assert.Equal((3, 2), (model.Aliases[ModelAlias.Challenger], model.Retraining.Finished.Value.End.Comparison!.Champion));
        IReadOnlyList<VersionEvidence> evidence = [new("digest-b", [Women(women), Men(0.95)]), new("digest-a", [Women(0.99), Men(0.99)])]; // its own test was on other data
        var events = ModelDecider.Decide(model, new MoveAlias("stable", 3, Confirmed: false, "me", "", At) { Evidence = evidence });
        var seen = Assert.IsType<PromotionEvaluated>(events[0]);
        Assert.Equal((moves, 1, women, 0.8), (seen.Passed, seen.Against, seen.Outcomes[0].Seen, seen.Outcomes[0].Against));
        Assert.Equal((0.9, 0.8), (seen.Outcomes[1].Seen, seen.Outcomes[1].Against));
        Assert.Equal(moves, events.Length == 2 && events[1] is AliasMoved { Alias: "stable", Version: 3 });
    }

    [Fact]
    public void A_version_that_became_champion_while_the_retraining_ended_counts_as_measured_if_another_alias_had_it_measured()
    {
        var gates = Gate("test_accuracy worsens <= 0.02") with { Protects = ["stable"] };
        var running = After(Planned(), gates, Promote("c", 0.92, Old, "stable"), Begin(1, New));
        var moved = After(running, new MoveAlias(ModelAlias.Champion, 2, Confirmed: true, "me", "", At));

        var after = After(moved, new FinishRetraining(1, Promote("b", 0.9, New), [Champion(0.8, New), Champion(0.88, New) with { Version = 2 }]));

        var end = after.Retraining.Finished!.Value.End;
        Assert.Equal((2, 0.88, null as string), (end.Comparison!.Champion, end.Comparison.ChampionMetrics["test_accuracy"], end.Comparison.Problem));
        Assert.Equal(1, Assert.Single(end.Holders!).Version); // what was measured of the champion before is kept too
    }

    [Fact]
    public void A_champion_that_cannot_be_measured_by_groups_and_answers_that_nobody_timed_are_told_with_the_remedy()
    {
        var running = After(Planned(Nightly with { Alias = ModelAlias.Champion }), Gate("accuracy worsens <= 0.02 in every group", "latency_p99_ms <= 20"), Begin(1, New));
        var promotion = WithGroups(Promote("b", 0.95, New), Women(0.9));
        promotion = promotion with { Evidence = [promotion.Evidence[0] with { LatencyProblem = RetrainingDecider.NotTimed }] };

        var after = After(running, new FinishRetraining(1, promotion, [Unmeasured]));

        Assert.Equal(1, after.Aliases[ModelAlias.Champion]);
        Assert.Contains("could not be measured on the same test rows: it knows no class 'c'.", after.LastEvaluation!.Outcomes[0].Note, StringComparison.Ordinal);
        Assert.Contains("Give the version the alias on the model's page", after.Retraining.Finished!.Value.End.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_counts_is_the_content_that_was_learnt_even_if_the_files_changed_after_the_retraining_began()
    {
        var learnt = New with { Digest = "data-3" };
        var model = After(Planned(), Begin(1, New), new FinishRetraining(1, Promote("b", 0.95, learnt), [Champion(0.9, learnt)]));
        Assert.Contains("(digest data-3), whose files changed after it began: test accuracy 0.95", model.Versions[1].Why, StringComparison.Ordinal);
        Assert.IsType<RetrainingSkipped>(Assert.Single(ModelDecider.Decide(model, Begin(2, learnt))));
        Assert.IsType<RetrainingStarted>(Assert.Single(ModelDecider.Decide(model, Begin(2, New))));
    }

    [Fact]
    public void A_failed_retraining_lets_the_next_one_begin()
    {
        var failed = After(Planned(), Begin(1, New), new FailRetraining(1, "cancelled", At));
        Assert.Empty(ModelDecider.Decide(failed, new FailRetraining(1, "again", At)));
        Assert.Equal(2, Only<RetrainingStarted>(ModelDecider.Decide(failed, Begin(2, New))).Number);
    }
}
