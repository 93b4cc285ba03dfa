using Platform.Core.Registry;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Core.Tests.Registry;

/// <summary>What retrainings measured of the versions that gates compare with, as later retrainings and promotions by hand find it.</summary>
public sealed class RetrainingMeasuresTests
{
    private const string Stable = "stable";
    private const string BySex = "accuracy worsens <= 0.02 in every group of sex";
    private const string ByAge = "accuracy worsens <= 0.02 in every group of age";
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RetrainingData New = new("digits", "data-2", 1);

    private static readonly VersionMeasure Failed = new(1, New.Digest, new Dictionary<string, double>(), "its checkpoint is gone.");

    private static Dictionary<string, double> Tested(double accuracy) => new() { ["test_accuracy"] = accuracy };

    private static TestGroup Group(string column, string value, double accuracy) => new(column, value, 50, new Dictionary<string, double> { ["accuracy"] = accuracy });

    private static PromoteVersion Promote(string trial, double accuracy, string data, string? alias = null, params TestGroup[] groups) => new(
        "digits", trial, "exp", 3, $"digest-{trial}", "digits", data, Tested(accuracy), alias, Confirmed: false, "me", "", At) { Evidence = [new VersionEvidence($"digest-{trial}", groups)] };

    private static VersionMeasure Measured(int version, double accuracy, params TestGroup[] groups) => new(version, New.Digest, Tested(accuracy), Groups: groups is [] ? null : groups);

    private static RegisteredModel After(RegisteredModel model, params ModelCommand[] commands) =>
        commands.Aggregate(model, (state, c) => ModelDecider.Decide(state, c).Aggregate(state, (m, e) => m.Evolve(e)));

    // Version 1 is stable, version 2 the champion, both tested on other data than what retrainings learn; these make challengers.
    private static RegisteredModel Protected(params string[] gates) => After(
        RegisteredModel.Initial,
        Promote("a", 0.9, "data-1", Stable), Promote("c", 0.92, "data-1", ModelAlias.Champion), new ScheduleRetraining(new RetrainingPlan("0 0 3 * * ?"), "me", At),
        new SetPromotionGates([.. gates.Select(gate => GateText.Parse(gate, "gates"))], [ModelAlias.Champion, Stable], "me", "", At));

    private static RegisteredModel Retrained(RegisteredModel model, int number, PromoteVersion result, params VersionMeasure[] measured) => After(
        model,
        new BeginRetraining(RetrainingOccasion.Scheduled(At.AddDays(number)), 2, 0, New with { Labels = number }, At.AddDays(number)), new FinishRetraining(number, result, measured));

    private static PromotionEvaluated ByHand(RegisteredModel model, string alias, int version, params TestGroup[] groups) => Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(
        model, new MoveAlias(alias, version, Confirmed: true, "me", "", At) { Evidence = [new(model.Versions[version - 1].Checkpoint, groups), new("digest-a", []), new("digest-c", [])] })[0]);

    [Fact]
    public void What_was_measured_by_one_column_stays_known_when_the_same_version_is_measured_by_another()
    {
        var (sex, age) = (Group("sex", "f", 0.8), Group("age", "old", 0.7));
        var model = Retrained(Protected(BySex, ByAge), 1, Promote("x", 0.9, New.Digest, null, sex), Measured(1, 0.85, sex, Group("sex", "m", 0.6)));
        model = Retrained(model, 2, Promote("y", 0.9, New.Digest, null, age), Measured(1, 0.85, age));

        Assert.Equal(["f", "m", "old"], model.GroupsOf(1, New.Digest)!.Select(group => group.Value));
        Assert.Equal([0.8, 0.7], ByHand(model, Stable, 3, sex, Group("sex", "m", 0.6), age).Outcomes.Select(outcome => outcome.Against!.Value));

        var again = Retrained(model, 3, Promote("z", 0.9, New.Digest, null, sex), Measured(1, 0.85, Group("sex", "f", 0.81), Group("sex", "m", 0.61)));
        Assert.Equal([0.7, 0.81, 0.61], again.GroupsOf(1, New.Digest)!.Select(group => group.Metrics["accuracy"])); // equal columns are replaced
    }

    [Fact]
    public void A_result_is_not_asked_for_the_columns_by_which_others_were_measured_before_it()
    {
        var (sex, age) = (Group("sex", "f", 0.8), Group("age", "old", 0.7));
        var model = Retrained(Protected("accuracy worsens <= 0.02 in every group"), 1, Promote("x", 0.9, New.Digest, null, sex), Measured(1, 0.85, sex));
        model = Retrained(model, 2, Promote("y", 0.9, New.Digest, null, age), Measured(1, 0.85, age));
        Assert.True(ByHand(model, Stable, 3, sex).Passed);
        Assert.True(ByHand(model, Stable, 4, age).Passed);
        Assert.Equal("sex=f", Assert.Single(ByHand(model, Stable, 4, age, Group("sex", "f", 0.7)).Outcomes).Group);
    }

    [Fact]
    public void The_groups_of_a_versions_own_test_and_those_that_a_retraining_measured_on_the_same_rows_count_together()
    {
        var (sex, age) = (Group("sex", "f", 0.8), Group("age", "old", 0.7));
        var measured = new VersionMeasure(1, "data-1", Tested(0.9), Groups: [age]);
        var model = After(
            Protected(BySex, ByAge),
            new BeginRetraining(RetrainingOccasion.Scheduled(At.AddDays(1)), 2, 0, new("digits", "data-1", 1), At), new FinishRetraining(1, Promote("x", 0.9, "data-1", null, sex, age), [measured]));
        var command = new MoveAlias(Stable, 3, Confirmed: true, "me", "", At) { Evidence = [new("digest-x", [sex, age]), new("digest-a", [sex])] };
        Assert.True(Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, command)[0]).Passed);
    }

    [Fact]
    public void What_is_known_of_the_holders_is_not_measured_again()
    {
        var (sex, age) = (Group("sex", "f", 0.8), Group("age", "old", 0.7));
        var model = Protected(BySex, "test_accuracy worsens <= 0.1");
        Assert.Equal([2, 1], Wanted(sex));
        model = Retrained(model, 1, Promote("x", 0.9, New.Digest, null, sex), Measured(2, 0.85, sex), Measured(1, 0.85, sex));
        Assert.Empty(Wanted(sex));
        Assert.Empty(Wanted());
        Assert.Equal([2, 1], Wanted(age));
        Assert.Equal([2, 1], Wanted(sex, age));

        model = Protected(BySex);
        Assert.Empty(Wanted()); // the gate asks the result for groups first
        model = Protected("test_accuracy worsens <= 0.1");
        Assert.Equal([2, 1], Wanted());
        model = Retrained(model, 1, Promote("x", 0.9, New.Digest), Measured(2, 0.85), Measured(1, 0.85));
        Assert.Empty(Wanted(sex)); // no gate asks for groups

        IEnumerable<int> Wanted(params TestGroup[] groups) => model.HoldersForGates("digest-y", New.Digest, groups).Select(holder => holder.Version);
    }

    [Theory]
    [InlineData(20, true)] // the twentieth was all that the others were
    [InlineData(21, true)]
    [InlineData(19, false)] // nothing has changed
    public void A_holder_that_was_measured_by_other_values_of_the_same_column_is_measured_again_and_the_gate_opens(int values, bool again)
    {
        TestGroup[] Towns(int own, double accuracy) => [.. Enumerable.Range(1, own).Select(town => Group("town", $"t{town}", accuracy)), Group("town", "(other)", accuracy)];
        var now = values == 20 ? Towns(20, 0.8)[..^1] : Towns(Math.Min(values, 20), 0.8);
        var model = Retrained(Protected("accuracy worsens <= 0.02 in every group of town"), 1, Promote("x", 0.9, New.Digest, null, Towns(19, 0.8)), Measured(1, 0.85, Towns(19, 0.7)), Measured(2, 0.85, Towns(19, 0.7)));

        int[] wanted = again ? [2, 1] : [];
        Assert.Equal(wanted, model.HoldersForGates("digest-y", New.Digest, now).Select(holder => holder.Version));
        Assert.Equal(!again, ByHand(Retrained(model, 2, Promote("y", 0.9, New.Digest, null, now)), Stable, 4, now).Passed);

        var measured = Array.ConvertAll(now, group => group with { Metrics = new Dictionary<string, double> { ["accuracy"] = 0.75 } });
        model = Retrained(model, 2, Promote("y", 0.9, New.Digest, null, now), Measured(1, 0.85, measured), Measured(2, 0.85, measured));

        Assert.Empty(model.HoldersForGates("digest-z", New.Digest, now));
        Assert.Equal((true, 0.75), ByHand(model, Stable, 4, now) is var seen ? (seen.Passed, seen.Outcomes[0].Against!.Value) : default);
    }

    [Fact]
    public void What_a_retraining_measured_of_a_version_counts_before_its_own_test_that_had_other_groups()
    {
        TestGroup[] former = [Group("town", "a", 0.7), Group("town", "(other)", 0.7)];
        TestGroup[] now = [Group("town", "a", 0.8), Group("town", "b", 0.8)];
        var command = new BeginRetraining(RetrainingOccasion.Scheduled(At.AddDays(1)), 2, 0, new("digits", "data-1", 1), At);
        var begun = After(Protected("accuracy worsens <= 0.02 in every group of town"), command);
        Assert.Equal([2, 1], begun.HoldersForGates("digest-x", "data-1", now).Select(holder => holder.Version));

        var model = After(begun, new FinishRetraining(1, Promote("x", 0.9, "data-1", null, now), [new VersionMeasure(1, "data-1", Tested(0.9), Groups: now)]));

        var move = new MoveAlias(Stable, 3, Confirmed: true, "me", "", At) { Evidence = [new("digest-x", now), new("digest-a", former)] };
        Assert.True(Assert.IsType<PromotionEvaluated>(ModelDecider.Decide(model, move)[0]).Passed);
    }

    [Fact]
    public void Why_a_holder_could_not_be_measured_is_kept_and_told_instead_of_the_advice_to_train_again()
    {
        var sex = Group("sex", "f", 0.8);
        var model = Retrained(Protected(BySex, "test_accuracy worsens <= 0.1"), 1, Promote("x", 0.9, New.Digest, null, sex), Measured(2, 0.85, sex), Failed);

        Assert.Equal(Failed, Assert.Single(model.Retraining.Finished!.Value.End.Holders!));
        Assert.Null(model.MeasuresOf(1, New.Digest)); // a problem is no measure
        Assert.Null(model.GroupsOf(1, New.Digest));
        var seen = ByHand(model, Stable, 3, sex);
        Assert.False(seen.Passed);
        Assert.All(seen.Outcomes, outcome => Assert.Equal("version 1 could not be measured on the same test rows: its checkpoint is gone.", outcome.Note));
        var untried = ByHand(After(Protected(BySex), Promote("x", 0.9, New.Digest)), Stable, 3, sex);
        Assert.Contains("a retraining measures", untried.Outcomes[0].Note, StringComparison.Ordinal);

        // Its cause may be gone the next time.
        Assert.Equal([1], model.HoldersForGates("digest-y", New.Digest, [sex]).Select(holder => holder.Version));
        model = Retrained(model, 2, Promote("y", 0.9, New.Digest, null, sex), Measured(1, 0.85, sex));
        Assert.Null(model.ProblemOf(1, New.Digest));
        Assert.True(ByHand(model, Stable, 3, sex).Passed);
    }

    [Fact]
    public void A_champion_that_could_not_be_measured_is_told_by_promotions_by_hand_too()
    {
        var model = Retrained(Protected("test_accuracy worsens <= 0.1"), 1, Promote("x", 0.9, New.Digest), Failed with { Version = 2 }, Measured(1, 0.85));
        Assert.Equal(Failed.Problem, model.Retraining.Finished!.Value.End.Comparison!.Problem);
        Assert.Equal(1, Assert.Single(model.Retraining.Finished.Value.End.Holders!).Version); // its problem is in the comparison
        Assert.Contains("could not be measured on the same test rows: its checkpoint is gone.", ByHand(model, ModelAlias.Champion, 3).Outcomes[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_champion_whose_measures_are_known_and_whose_groups_could_not_be_measured_is_told_until_they_were()
    {
        var sex = Group("sex", "f", 0.8);
        var model = Retrained(Protected(BySex), 1, Promote("x", 0.9, New.Digest), Measured(2, 0.85));
        model = Retrained(model, 2, Promote("y", 0.9, New.Digest, null, sex), Failed with { Version = 2 });
        var both = model.Retraining.Finished!.Value.End.Comparison!;
        Assert.Null(both.Problem);
        Assert.Equal(0.85, both.ChampionMetrics["test_accuracy"]);
        Assert.Contains("its checkpoint is gone.", ByHand(model, ModelAlias.Champion, 4, sex).Outcomes[0].Note, StringComparison.Ordinal);

        model = Retrained(model, 3, Promote("z", 0.9, New.Digest)); // compares by what is known and measures nothing
        Assert.Contains("its checkpoint is gone.", ByHand(model, ModelAlias.Champion, 4, sex).Outcomes[0].Note, StringComparison.Ordinal);
        model = Retrained(model, 4, Promote("v", 0.9, New.Digest, null, sex), Measured(2, 0.85, sex));
        Assert.True(ByHand(model, ModelAlias.Champion, 4, sex).Passed);
    }
}
