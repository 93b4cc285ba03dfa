using Platform.Core.Registry;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Core.Tests.Registry;

public sealed class GateTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static PromoteVersion Promote(string trial, double accuracy, string? alias = ModelAlias.Champion, string data = "data-1", string? reason = null, params TestGroup[] groups) => new(
        "digits", trial, "exp", 3, $"digest-{trial}", "digits", data, new Dictionary<string, double> { ["test_accuracy"] = accuracy, ["test_loss"] = 1 - accuracy }, alias, false, "me", "why", At)
    {
        OverrideWhy = reason, Evidence = [new VersionEvidence($"digest-{trial}", groups)],
    };

    private static SetPromotionGates Gates(params string[] gates) => new([.. gates.Select(g => GateText.Parse(g, "gates"))], [ModelAlias.Champion], "me", "because", At);

    private static RegisteredModel After(params ModelCommand[] commands) =>
        commands.Aggregate(RegisteredModel.Initial, (model, c) => ModelDecider.Decide(model, c).Aggregate(model, (m, e) => m.Evolve(e)));

    private static TestGroup Group(string value, double accuracy, long rows = 100) => new("sex", value, rows, new Dictionary<string, double> { ["accuracy"] = accuracy });

    [Theory]
    [InlineData("test_accuracy >= 0.97", GateKind.AtLeast, "test_accuracy", 0.97, null)]
    [InlineData("test_loss<=0.1", GateKind.AtMost, "test_loss", 0.1, null)]
    [InlineData("test_accuracy  worsens ≤ 2e-3", GateKind.NoWorse, "test_accuracy", 0.002, null)]
    [InlineData("accuracy worsens <= 0 in every group", GateKind.NoWorseByGroup, "accuracy", 0, null)]
    [InlineData("accuracy worsens <= 0.01 in every group of marital status", GateKind.NoWorseByGroup, "accuracy", 0.01, "marital status")]
    [InlineData("latency_p99_ms <= 20", GateKind.AtMost, PromotionGate.Latency, 20, null)]
    public void Gates_are_read_as_people_write_them(string text, GateKind kind, string metric, double limit, string? column)
    {
        var gate = GateText.Parse(text, "gates");
        Assert.Equal(new PromotionGate(kind, metric, limit, column), gate);
        Assert.Equal(gate, GateText.Parse(GateText.Format(gate), "gates"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("test_accuracy")]
    [InlineData("test_accuracy > 0.9")]
    [InlineData("test_accuracy >= high")]
    [InlineData("test_accuracy >= NaN")]
    [InlineData("test_accuracy worsens >= 0.1")]
    [InlineData("test_accuracy worsens <= -0.1")]
    [InlineData("test_accuracy >= 0.9 in every group")]
    [InlineData("latency_p99_ms >= 20")]
    [InlineData("selection_rate worsens <= 0.1 in every group of sex")] // neither more nor less of it is better
    public void What_is_no_gate_is_refused_with_what_would_be_one(string text) =>
        Assert.Equal("gates", Assert.Throws<InvalidInputException>(() => GateText.Parse(text, "gates")).Errors[0].Field);

    [Fact]
    public void A_version_below_the_bound_is_registered_and_evaluated_but_the_alias_stays()
    {
        var model = After(Promote("a", 0.98), Gates("test_accuracy >= 0.97"));
        var events = ModelDecider.Decide(model, Promote("b", 0.9));
        Assert.Collection(events, e => Assert.IsType<ModelVersionRegistered>(e), e => Assert.False(Assert.IsType<PromotionEvaluated>(e).Granted));
        var after = events.Aggregate(model, (m, e) => m.Evolve(e));
        Assert.Equal(1, after.Champion!.Version);
        Assert.Equal(0.9, after.Refusal(ModelAlias.Champion, 2)!.Outcomes[0].Seen);
        Assert.Contains("override", new GatesRefused(after.Refusal(ModelAlias.Champion, 2)!).Message, StringComparison.Ordinal);
        Assert.Empty(ModelDecider.Decide(after, Promote("b", 0.9))); // asked again: the same is said, and nothing written twice
    }

    [Fact]
    public void A_version_that_passes_gets_the_alias_with_its_evaluation_in_the_same_turn()
    {
        var events = ModelDecider.Decide(After(Promote("a", 0.98), Gates("test_accuracy >= 0.97", "test_loss <= 0.03", "test_accuracy worsens <= 0.005")), Promote("b", 0.976));
        var evaluated = Assert.IsType<PromotionEvaluated>(events[1]);
        Assert.True(evaluated.Passed);
        Assert.Equal((0.976, 0.98), (evaluated.Outcomes[2].Seen, evaluated.Outcomes[2].Against));
    }

    [Fact]
    public void Forecasts_of_different_length_are_not_compared_by_gates()
    {
        PromoteVersion Forecast(string trial, double error, int horizon) =>
            Promote(trial, 0) with { TestMetrics = new Dictionary<string, double> { ["test_mse"] = error, ["test_mae"] = error }, Horizon = horizon };
        var model = After(Forecast("a", 0.38, 96), Gates("test_mse worsens <= 0"));
        var refused = Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, Forecast("b", 0.15, 12))[^1]);
        Assert.False(refused.Passed);
        Assert.Contains("version 1 forecasts 96 steps, version 2 12", refused.Outcomes[0].Note, StringComparison.Ordinal);
        Assert.True(Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, Forecast("b", 0.15, 96))[1]).Passed);
    }

    [Fact]
    public void Evidence_that_was_collected_for_another_holder_or_other_gates_decides_nothing()
    {
        var before = After(Promote("a", 0.9), Promote("b", 0.95, alias: null), Gates("accuracy worsens <= 0.02 in every group of sex"));
        var basis = EvidenceBasis.Of(before, ModelAlias.Champion);
        var third = Promote("c", 0.96, groups: Group("f", 0.9)) with { EvidenceFor = basis };
        var meanwhile = before.Evolve(new AliasMoved(ModelAlias.Champion, 2, 1, "other", "", At));
        Assert.Throws<EvidenceOutdated>(() => ModelDecider.Decide(meanwhile, third));
        var others = before.Evolve(before.Gates! with { At = At.AddSeconds(1) });
        Assert.Throws<EvidenceOutdated>(() => ModelDecider.Decide(others, third));
        Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(before, third)[1]);
    }

    [Fact]
    public void Passed_gates_do_not_silence_the_question_whether_the_champion_may_become_worse() =>
        Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(After(Promote("a", 0.98), Gates("test_accuracy >= 0.97")), Promote("b", 0.975)));

    [Fact]
    public void Only_a_gate_about_the_measure_that_sums_the_test_up_says_how_much_worse_it_may_be()
    {
        Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(After(Promote("a", 0.98), Gates("test_loss worsens <= 0.1")), Promote("b", 0.975)));
        Assert.Equal(2, After(Promote("a", 0.98), Gates("test_accuracy worsens <= 0.1"), Promote("b", 0.975)).Champion!.Version);
    }

    [Fact]
    public void An_override_needs_a_reason_which_is_written_into_the_event()
    {
        var model = After(Promote("a", 0.98), Gates("test_accuracy >= 0.97"));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(model, Promote("b", 0.9, reason: "  ")));
        var events = ModelDecider.Decide(model, Promote("b", 0.9, reason: "a demo for the trade fair"));
        Assert.Equal("a demo for the trade fair", Assert.IsType<PromotionEvaluated>(events[1]).Override);
        Assert.Equal(2, Assert.IsType<AliasMoved>(events[2]).Version);
    }

    [Fact]
    public void A_reason_given_in_advance_is_no_override_when_all_gates_are_passed() =>
        Assert.Null(Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(After(Promote("a", 0.98), Gates("test_accuracy >= 0.97")), Promote("b", 0.99, reason: "in any case"))[1]).Override);

    [Fact]
    public void Other_aliases_are_not_guarded() =>
        Assert.Equal(2, After(Promote("a", 0.98), Gates("test_accuracy >= 0.97"), Promote("b", 0.5, ModelAlias.Challenger)).Aliases[ModelAlias.Challenger]);

    [Fact]
    public void A_version_tested_on_other_data_does_not_pass_a_comparison()
    {
        var outcome = Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(After(Promote("a", 0.98), Gates("test_accuracy worsens <= 0.5")), Promote("b", 0.99, data: "data-2"))[1]).Outcomes[0];
        Assert.False(outcome.Passed);
        Assert.Contains("other data", outcome.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_champion_has_nobody_to_be_worse_than() =>
        Assert.Equal(1, After(Promote("a", 0.9, alias: null), Gates("test_accuracy worsens <= 0"), new MoveAlias(ModelAlias.Champion, 1, false, "me", "", At)).Champion!.Version);

    [Theory]
    [InlineData(0.40, false)]
    [InlineData(0.05, true)]
    [InlineData(0.01, true)]
    public void More_false_alarms_in_a_group_are_worse_and_fewer_are_not(double now, bool passed)
    {
        TestGroup Rate(double value) => new("sex", "Female", 100, new Dictionary<string, double> { ["false_positive_rate"] = value });
        var model = After(Promote("a", 0.9, groups: [Rate(0.05)]), Gates("false_positive_rate worsens <= 0.01 in every group of sex"));
        var command = Promote("b", 0.95, groups: [Rate(now)]);
        var evaluated = Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, command with { Evidence = [.. command.Evidence, new("digest-a", [Rate(0.05)])] })[1]);
        Assert.Equal(passed, evaluated.Passed);
    }

    [Fact]
    public void A_group_that_becomes_worse_is_found_though_the_whole_becomes_better()
    {
        var model = After(Promote("a", 0.9, groups: [Group("Female", 0.94), Group("Male", 0.84)]), Gates("accuracy worsens <= 0.01 in every group of sex"));
        var command = Promote("b", 0.95, groups: [Group("Female", 0.92), Group("Male", 0.97)]);
        var evaluated = Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, command with { Evidence = [.. command.Evidence, new("digest-a", [Group("Female", 0.94), Group("Male", 0.84)])] })[1]);
        Assert.False(evaluated.Passed);
        Assert.Equal(("sex=Female", 0.92, 0.94), (evaluated.Outcomes[0].Group, evaluated.Outcomes[0].Seen, evaluated.Outcomes[0].Against));
    }

    [Fact]
    public void A_group_that_only_the_present_version_was_measured_in_does_not_pass()
    {
        var outcome = ByGroups("accuracy worsens <= 0.01 in every group", [Group("Female", 0.95)], [Group("Female", 0.94), Group("Male", 0.84)]);
        Assert.Equal((false, "sex=Male"), (outcome.Passed, outcome.Group));
        Assert.Contains("version 2 was not measured", outcome.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_without_the_measure_does_not_pass()
    {
        var without = new TestGroup("sex", "Male", 100, new Dictionary<string, double> { ["loss"] = 0.1 });
        var outcome = ByGroups("accuracy worsens <= 0.01 in every group", [Group("Female", 0.95), without], [Group("Female", 0.94), Group("Male", 0.84)]);
        Assert.Equal((false, "sex=Male"), (outcome.Passed, outcome.Group));
        Assert.Contains("has no accuracy", outcome.Note, StringComparison.Ordinal);
        var unknown = ByGroups("accuracy worsens <= 0.01 in every group", [Group("Female", 0.95), Group("Male", 0.9)], [Group("Female", 0.94), without]);
        Assert.Equal((false, "sex=Male"), (unknown.Passed, unknown.Group));
    }

    [Fact]
    public void A_gate_about_a_column_looks_at_no_other_columns_groups()
    {
        var elsewhere = new TestGroup("age", "old", 100, new Dictionary<string, double> { ["accuracy"] = 0.9 });
        Assert.True(ByGroups("accuracy worsens <= 0.01 in every group of sex", [Group("Female", 0.95)], [Group("Female", 0.94), elsewhere]).Passed);
        Assert.False(ByGroups("accuracy worsens <= 0.01 in every group", [Group("Female", 0.95)], [Group("Female", 0.94), elsewhere]).Passed);
    }

    // What a gate says of a version with some groups in the place of one with others.
    private static GateOutcome ByGroups(string gate, TestGroup[] groups, TestGroup[] present)
    {
        var command = Promote("b", 0.95) with { Evidence = [new("digest-b", groups), new("digest-a", present)] };
        return Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(After(Promote("a", 0.9), Gates(gate)), command)[1]).Outcomes[0];
    }

    [Fact]
    public void A_difference_of_exactly_the_limit_passes_whatever_binary_numbers_make_of_it()
    {
        var model = After(Promote("a", 0.97), Gates("test_accuracy worsens <= 0.01"));
        Assert.True(GateEvaluator.Evaluate(model, ModelAlias.Champion, After(Promote("b", 0.96)).Versions[0] with { Version = 2 }, [], null, "me", At)!.Passed);
    }

    [Fact]
    public void A_test_without_groups_does_not_pass_a_gate_about_groups()
    {
        var outcome = Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(After(Promote("a", 0.9), Gates("accuracy worsens <= 0.01 in every group")), Promote("b", 0.95))[1]).Outcomes[0];
        Assert.Contains("test.groups", outcome.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_whose_answers_were_not_timed_does_not_pass_a_gate_of_latency()
    {
        var model = After(Promote("a", 0.9), Gates("latency_p99_ms <= 20"));
        Assert.False(Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, Promote("b", 0.95))[1]).Passed);
        var timed = Promote("b", 0.95) with { Evidence = [new VersionEvidence("digest-b", [], 12.5)] };
        Assert.Equal(12.5, Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, timed)[1]).Outcomes[0].Seen);
    }

    [Fact]
    public void Gates_equal_to_those_before_are_no_event_and_none_ends_them()
    {
        var model = After(Promote("a", 0.9), Gates("test_accuracy >= 0.97"));
        Assert.Empty(ModelDecider.Decide(model, Gates("test_accuracy >= 0.97")));
        Assert.Equal(2, After(Promote("a", 0.9), Gates("test_accuracy >= 0.97"), Gates(), Promote("b", 0.95)).Champion!.Version);
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(model, Gates("a >= 1", "a >= 1")));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(RegisteredModel.Initial, Gates("a >= 1")));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(model, Gates([.. Enumerable.Range(0, PromotionGate.Most + 1).Select(i => $"m{i} >= 1")])));
    }

    [Fact]
    public void An_alias_goes_back_to_who_had_it_and_forward_again()
    {
        var model = After(Promote("a", 0.9), Promote("b", 0.91), Promote("c", 0.92), Back(), Back());
        Assert.Equal(1, model.Champion!.Version);
        Assert.Equal(2, After(model, Back(undo: true)).Champion!.Version);
        Assert.Equal(3, After(model, Back(undo: true), Back(undo: true)).Champion!.Version);
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(model, Back()));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(After(model, Promote("d", 0.95)), Back(undo: true)));
    }

    [Fact]
    public void Nobody_takes_back_what_somebody_else_did_meanwhile()
    {
        var model = After(Promote("a", 0.9), Promote("b", 0.91), Promote("c", 0.92));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(model, Back() with { From = 2 }));
        Assert.Equal(2, After(model, Back() with { From = 3 }).Champion!.Version);
        var removal = new MoveAlias(ModelAlias.Champion, null, Confirmed: true, "me", "", At);
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(model, removal with { From = 1 }));
        Assert.Null(After(model, removal with { From = 3 }).Champion);
    }

    [Fact]
    public void A_rollback_asks_no_gates_and_passes_over_versions_that_were_deleted()
    {
        var model = After(Promote("a", 0.9), Promote("b", 0.91), Promote("c", 0.92), new DeleteVersion(2, "me") { At = At }, Gates("test_accuracy >= 0.99"), Back());
        Assert.Equal(1, model.Champion!.Version);
    }

    [Fact]
    public void Gates_and_card_go_along_when_a_model_is_renamed()
    {
        var model = After(Promote("a", 0.9), Gates("test_accuracy >= 0.97"), new WriteModelCard("# Card", "me") { At = At });
        var (_, taken) = ModelEntryDecider.Rename(model, 3, RegisteredModel.Initial, "digits", "numbers", "me", At);
        var renamed = RegisteredModel.Fold(taken);
        Assert.Equal(("# Card", 0.97), (renamed.Card!.Text, renamed.Gates!.Gates[0].Limit));
    }

    private static RollBackAlias Back(bool undo = false) => new(ModelAlias.Champion, undo, "me", "", At);

    private static RegisteredModel After(RegisteredModel model, params ModelCommand[] commands) =>
        commands.Aggregate(model, (state, c) => ModelDecider.Decide(state, c).Aggregate(state, (m, e) => m.Evolve(e)));
}
