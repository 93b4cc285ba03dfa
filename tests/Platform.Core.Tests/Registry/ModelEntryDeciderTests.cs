using System.Text.Json;
using Platform.Core.Registry;
using Xunit;

namespace Platform.Core.Tests.Registry;

public sealed class ModelEntryDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Dictionary<string, string> NoTags = [];

    private static EnterModel Enter => new("reader", "reads", NoTags, "me") { At = At };

    private static RegisterOutsideVersion Outside => new("reader", "s3://x", "", NoTags, "me") { At = At };

    private static RegisteredModel After(params ModelCommand[] commands) => commands.Aggregate(RegisteredModel.Initial, Apply);

    private static RegisteredModel Apply(RegisteredModel model, ModelCommand command) => ModelDecider.Decide(model, command).Aggregate(model, (m, e) => m.Evolve(e));

    [Fact]
    public void A_name_is_entered_once_and_free_again_once_it_was_deleted()
    {
        Assert.Throws<RuleViolation>(() => After(Enter, Enter));
        var again = After(Enter, Outside, new DeleteModel("me") { At = At }, Enter, Outside);
        Assert.Equal(1, again.Versions.Single().Version);
    }

    [Fact]
    public void A_forecast_keeps_its_horizon_under_another_name()
    {
        var forecast = new PromoteVersion("reader", "a", "exp", 1, "c", "etth1", "d", new Dictionary<string, double>(), null, false, "me", "", At) { Horizon = 96 };
        var moved = ModelEntryDecider.Rename(After(forecast), 1, RegisteredModel.Initial, "reader", "writer", "me", At).New;
        Assert.Equal(96, Assert.Single(moved.Aggregate(RegisteredModel.Initial, (m, e) => m.Evolve(e)).Versions).Horizon);
    }

    [Fact]
    public void Nobody_writes_over_a_card_that_he_has_not_seen()
    {
        var first = Apply(After(Enter), new WriteModelCard("one", "ada") { At = At, Seen = new SeenCard(null) });
        var edit = new WriteModelCard("two", "ada") { At = At.AddHours(2), Seen = new SeenCard(At) };
        var meanwhile = Apply(first, new WriteModelCard("other", "bob") { At = At.AddHours(1), Seen = new SeenCard(At) });
        Assert.Contains("bob has written another card meanwhile", Assert.Throws<RuleViolation>(() => Apply(meanwhile, edit)).Message, StringComparison.Ordinal);
        Assert.Throws<RuleViolation>(() => Apply(first, edit with { Seen = new SeenCard(null) }));
        Assert.Equal("two", Apply(first, edit).Card!.Text);
        Assert.Equal("two", Apply(meanwhile, edit with { Seen = null }).Card!.Text);
    }

    [Fact]
    public void A_model_that_is_retrained_by_a_schedule_keeps_its_name_until_the_schedule_has_ended()
    {
        var plan = new RetrainingPlan("0 0 3 * * ?", "champion", "digits", new RetrainingChanges(5, 0.001, 2, 0.5, 3), OnlyWhenDataChanged: false, "challenger");
        var scheduled = After(Enter, Outside).Evolve(new RetrainingScheduled(plan, "me", At));
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(scheduled, new DeleteModel("me") { At = At }));
        Assert.Throws<RuleViolation>(() => ModelEntryDecider.Rename(scheduled, 3, RegisteredModel.Initial, "reader", "writer", "me", At));

        var ended = scheduled.Evolve(new RetrainingUnscheduled("me", "", At));
        Assert.Single(ModelDecider.Decide(ended, new DeleteModel("me") { At = At }));
        Assert.Single(ModelEntryDecider.Rename(ended, 4, RegisteredModel.Initial, "reader", "writer", "me", At).Old);
    }

    [Fact]
    public void What_is_not_in_the_registry_takes_nothing()
    {
        foreach (var command in new ModelCommand[] { new DescribeModel("x") { At = At }, new DeleteModel("me") { At = At }, Outside, new StageVersion(1, "Staging", false) { At = At } })
            Assert.Throws<RuleViolation>(() => After(command));
    }

    [Fact]
    public void A_model_of_promoted_trials_takes_what_is_said_about_it()
    {
        var promoted = After(new PromoteVersion("reader", "a", "exp", 3, "c", "digits", "d", new Dictionary<string, double>(), null, false, "me", "why", At));
        var said = Apply(Apply(promoted, new DescribeVersion(1, "good") { At = At }), Outside);
        Assert.Equal(("good", 2, ""), (said.Entry.Of(1).Description, said.Versions[^1].Version, said.Versions[^1].TrialId));
    }

    [Fact]
    public void What_is_said_again_is_no_event()
    {
        var model = After(Enter, Outside, new SetVersionTags(1, new Dictionary<string, string?> { ["a"] = "1" }) { At = At });
        Assert.Empty(ModelDecider.Decide(model, new SetVersionTags(1, new Dictionary<string, string?> { ["a"] = "1", ["b"] = null }) { At = At }));
        Assert.Empty(ModelDecider.Decide(model, new DescribeModel("reads") { At = At }));
        Assert.Empty(ModelDecider.Decide(model, new StageVersion(1, "None", true) { At = At }));
    }

    [Fact]
    public void A_stage_archives_those_that_were_there_if_asked()
    {
        var model = After(Enter, Outside, Outside, Outside, new StageVersion(1, "Production", false) { At = At }, new DeleteVersion(3, "me") { At = At });
        var staged = Apply(model, new StageVersion(2, "Production", true) { At = At });
        Assert.Equal(("Archived", "Production"), (staged.Entry.Of(1).Stage, staged.Entry.Of(2).Stage));
        Assert.Throws<RuleViolation>(() => Apply(model, new StageVersion(3, "Production", true) { At = At }));
        Assert.Throws<RuleViolation>(() => Apply(model, new StageVersion(1, "Live", true) { At = At }));
    }

    [Fact]
    public void A_deleted_version_loses_its_aliases_and_its_number()
    {
        var model = After(Enter, Outside, new MoveAlias("best", 1, true, "me", "", At), new DeleteVersion(1, "me") { At = At }, Outside);
        Assert.Empty(model.Aliases);
        Assert.Equal([1, 2], model.Versions.Select(v => v.Version));
        Assert.True(model.Entry.Of(1).Deleted);
        Assert.Throws<RuleViolation>(() => Apply(model, new MoveAlias("best", 1, true, "me", "", At)));
    }

    [Fact]
    public void A_renamed_model_keeps_all_that_it_had()
    {
        var model = After(Enter, Outside, new MoveAlias("best", 1, true, "me", "", At), new SetModelEntryTags(new Dictionary<string, string?> { ["a"] = "1" }) { At = At });
        var (old, taken) = ModelEntryDecider.Rename(model, 4, RegisteredModel.Initial, "reader", "writer", "me", At);
        var left = old.Aggregate(model, (m, e) => m.Evolve(e));
        var now = taken.Aggregate(RegisteredModel.Initial, (m, e) => m.Evolve(e));
        Assert.False(left.Exists);
        Assert.Equal(("reads", 1, "writer", "s3://x", "1"), (now.Entry.Description, now.Aliases["best"], now.Versions[0].Model, now.Entry.Of(1).Source, now.Entry.Tags["a"]));
        Assert.Throws<RuleViolation>(() => ModelEntryDecider.Rename(model, 4, now, "reader", "writer", "me", At));
        Assert.Throws<RuleViolation>(() => ModelEntryDecider.Rename(left, 5, RegisteredModel.Initial, "reader", "writer", "me", At));
    }

    [Fact]
    public void No_event_of_a_move_grows_with_the_model()
    {
        var tags = new Dictionary<string, string> { ["long"] = new string('x', 90_000) };
        var many = Enumerable.Range(0, 250).Aggregate(After(Enter), (model, i) => Apply(model, Outside with { Tags = i < 30 ? tags : NoTags }));
        many = Apply(Apply(many, new MoveAlias("best", 250, true, "me", "", At)), new DeleteVersion(7, "me") { At = At });
        var (_, events) = ModelEntryDecider.Rename(many, 253, RegisteredModel.Initial, "reader", "writer", "me", At);
        Assert.All(events, e => Assert.InRange(JsonSerializer.Serialize(e, e.GetType(), PlatformJson.Options).Length, 1, 1_200_000));
        Assert.All(events.OfType<ModelVersionsMoved>(), e => Assert.InRange(e.Versions.Count, 1, ModelVersionsMoved.Most));
        Assert.Equal(253, Assert.IsType<ModelMoved>(events[0]).OldStreamVersion);
        var now = events.Aggregate(RegisteredModel.Initial, (m, e) => m.Evolve(e));
        Assert.Equal(many.Versions.Select(v => v with { Model = "writer" }), now.Versions);
        Assert.Equal(many.Aliases, now.Aliases);
        Assert.Equal(many.Entry.CreatedAt, now.Entry.CreatedAt);
        Assert.Equal(
            many.Entry.Versions.OrderBy(v => v.Key).Select(v => (v.Key, v.Value.Deleted, v.Value.Source, v.Value.Tags.Count)),
            now.Entry.Versions.OrderBy(v => v.Key).Select(v => (v.Key, v.Value.Deleted, v.Value.Source, v.Value.Tags.Count)));
    }

    [Theory]
    [InlineData("Best", true)]
    [InlineData("prod_1-a", true)]
    [InlineData("v1a", true)]
    [InlineData("7", false)]
    [InlineData("V7", false)]
    [InlineData("a b", false)]
    public void Aliases_follow_MLflows_rule_and_are_no_numbers(string alias, bool valid) => Assert.Equal(valid, ModelAlias.IsValid(alias));
}
