using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Tracking;

public sealed class RunDeciderTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_run_begins_once_and_the_same_request_again_changes_nothing()
    {
        var create = new CreateRun("0", "a name", "me", 5) { At = At };
        var run = After(null, create);
        Assert.Equal((Id, "0", "a name", RunStatus.Running, Lifecycle.Active), (run.Id, run.ExperimentId, run.Name, run.Status, run.Lifecycle));
        Assert.Empty(RunDecider.Decide(Id, After(run, new UpdateRun(RunStatus.Finished, 9, "another") { At = At }), create));
        Assert.Throws<RuleViolation>(() => RunDecider.Decide(Id, run, create with { StartTime = 6 }));
    }

    [Fact]
    public void A_parameter_is_logged_once_and_never_changes()
    {
        var run = After(Some(), Params(("lr", "0.1"), ("lr", "0.1")));
        Assert.Empty(RunDecider.Decide(Id, run, Params(("lr", "0.1"))));
        var conflict = Assert.Throws<ParamConflictException>(() => RunDecider.Decide(Id, run, Params(("new", "1"), ("lr", "0.2")) with { Metrics = Points.Curve("loss", 1) }));
        Assert.Equal(("lr", "0.1", "0.2"), (conflict.Key, conflict.OldValue, conflict.NewValue));
        Assert.Throws<ParamConflictException>(() => RunDecider.Decide(Id, run, Params(("twice", "1"), ("twice", "2"))));
    }

    [Fact]
    public void A_batch_becomes_its_parameters_then_its_metrics_then_its_tags()
    {
        var batch = Params(("a", "1")) with { Metrics = Points.Curve("loss", 3), Tags = [new("t", "x"), new("t", "y"), new("gone", null)] };
        var events = RunDecider.Decide(Id, Some(), batch);
        Assert.Equal([typeof(ParamsLogged), typeof(MetricsLogged), typeof(RunTagsSet)], events.Select(e => e.GetType()));
        Assert.Equal((3, 1), (((MetricsLogged)events[1]).Points, ((MetricsLogged)events[1]).Keys));
        var run = events.Aggregate(Some(), TrackedRun.Evolve);
        Assert.Equal("y", Assert.Single(run.Tags, tag => tag.Key == "t").Value);
    }

    [Fact]
    public void What_is_measured_of_a_model_names_it_and_a_whole_data_set_or_none()
    {
        ModelSeries series = new("m-1", "acc", "iris", "d1", [1], [2], [0.5]);
        Assert.Equal([series], Assert.IsType<ModelMetricsLogged>(Assert.Single(RunDecider.Decide(Id, Some(), new LogBatch { ModelMetrics = [series], At = At }))).Series);
        foreach (var wrong in new[] { series with { ModelId = "" }, series with { Key = "" }, series with { DatasetDigest = null }, series with { DatasetName = null }, series with { DatasetName = new string('a', 501) } })
            Assert.Throws<InvalidInputException>(() => RunDecider.Decide(Id, Some(), new LogBatch { ModelMetrics = [wrong], Metrics = Points.Curve("acc", 1), At = At }));
    }

    [Fact]
    public void An_ended_run_takes_metrics_and_a_deleted_one_takes_nothing_until_it_is_restored()
    {
        var metrics = new LogBatch { At = At, Metrics = Points.Curve("loss", 1) };
        Assert.Single(RunDecider.Decide(Id, After(Some(), new UpdateRun(RunStatus.Finished, 9) { At = At }), metrics));
        var deleted = After(Some(), new DeleteRun { At = At });
        Assert.Throws<RunNotActiveException>(() => RunDecider.Decide(Id, deleted, metrics));
        Assert.Throws<RunNotActiveException>(() => RunDecider.Decide(Id, deleted, new UpdateRun(RunStatus.Failed) { At = At }));
        Assert.Empty(RunDecider.Decide(Id, deleted, new DeleteRun { At = At }));
        Assert.Single(RunDecider.Decide(Id, deleted, new TakePoints(Points.Curve("loss", 1)) { At = At })); // accepted while it was active
        Assert.Single(RunDecider.Decide(Id, After(deleted, new RestoreRun { At = At }), metrics));
    }

    [Fact]
    public void A_name_and_its_tag_change_with_one_command()
    {
        var run = After(null, new CreateRun("0", "first", "me", 5) { At = At, Tags = new Dictionary<string, string> { [TrackedRun.NameTag] = "first" } });
        var renamed = After(run, new UpdateRun(Name: "second") { At = At });
        Assert.Equal(("second", "second"), (renamed.Name, renamed.Tags[TrackedRun.NameTag]));
        var tagged = After(renamed, new LogBatch { Tags = [new(TrackedRun.NameTag, "not the last"), new(TrackedRun.NameTag, "third")], At = At });
        Assert.Equal(("third", "third"), (tagged.Name, tagged.Tags[TrackedRun.NameTag]));
        Assert.Equal("third", After(tagged, new LogBatch { Tags = [new(TrackedRun.NameTag, null)], At = At }).Name);
        Assert.Equal("third", After(tagged, new LogBatch { Tags = [new(TrackedRun.NameTag, new string('n', 1_001))], At = At }).Name);
        Assert.Equal("second", After(tagged, new RestoreRunTag(TrackedRun.NameTag, "third", "second") { At = At }).Name);

        var back = After(tagged, new RestoreRunName("third", "second", null) { At = At });
        Assert.Equal(("second", false), (back.Name, back.Tags.ContainsKey(TrackedRun.NameTag)));
        Assert.Contains("renamed meanwhile", Assert.Throws<RuleViolation>(() => RunDecider.Decide(Id, tagged, new RestoreRunName("second", "first", "first") { At = At })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_is_recorded_once_for_each_use()
    {
        var input = new RunInput(new TrackedDataset("digits", "d1", "local", "digits.csv"), new Dictionary<string, string> { [InputSummary.ContextTag] = "training" });
        var run = After(Some(), new LogInputs([input, input]) { At = At });
        Assert.Equal(new InputSummary("digits", "d1", "training"), Assert.Single(run.Inputs));
        Assert.Empty(RunDecider.Decide(Id, run, new LogInputs([input]) { At = At }));
        Assert.Single(RunDecider.Decide(Id, run, new LogInputs([input with { Tags = new Dictionary<string, string>() }]) { At = At }));
    }

    [Theory]
    [InlineData("first", "second")]
    [InlineData(null, "second")] // it was set anew
    [InlineData("first", null)] // it was removed
    public void A_tag_gets_the_value_back_that_it_had_unless_it_has_got_another_meanwhile(string? before, string? given)
    {
        TrackedRun Set(TrackedRun run, string? value) => After(run, new LogBatch { At = At, Tags = [new("tag", value)] });
        var run = Set(Set(Some(), before), given);
        Assert.Equal(before, After(run, new RestoreRunTag("tag", given, before) { At = At }).Tags.GetValueOrDefault("tag"));
        Assert.Contains("was changed meanwhile", Assert.Throws<RuleViolation>(() => RunDecider.Decide(Id, Set(run, "third"), new RestoreRunTag("tag", given, before) { At = At })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_cannot_be_stored_are_refused()
    {
        foreach (var key in (string[])["", "nul\0", "half " + '\ud83d', '\ude00' + " the other half"])
        {
            Assert.Throws<InvalidInputException>(() => RunDecider.Decide(Id, Some(), Params((key, "1"))));
            Assert.Throws<InvalidInputException>(() => RunDecider.Decide(Id, Some(), new LogBatch { At = At, Tags = [new(key, "1")] }));
            Assert.Throws<InvalidInputException>(() => RunDecider.Decide(Id, Some(), new LogBatch { At = At, Metrics = MetricBatch.Of(key, default) }));
        }
        Assert.Single(RunDecider.Decide(Id, Some(), Params(("whole \ud83d\ude00", "1"))));
    }

    [Fact]
    public void What_is_too_long_is_refused_with_the_field_and_the_rule()
    {
        var error = Assert.Throws<InvalidInputException>(() => RunDecider.Decide(Id, Some(), Params(("key", new string('x', 6001)))));
        Assert.Equal("params.key", error.Errors[0].Field);
        Assert.Contains("6001 characters, but at most 6000", error.Errors[0].Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => RunDecider.Decide(Id, Some(), Params((new string('k', 251), ""))));
    }

    [Fact]
    public void Without_a_run_nothing_can_be_logged() =>
        Assert.Throws<TrackingNotFoundException>(() => RunDecider.Decide(Id, null, Params(("a", "1"))));

    private static LogBatch Params(params (string Key, string Value)[] values) =>
        new() { At = At, Params = [.. values.Select(v => KeyValuePair.Create(v.Key, v.Value))] };

    private static TrackedRun Some() => After(null, new CreateRun("0", "a name", "me", 5) { At = At });

    private static TrackedRun After(TrackedRun? run, RunCommand command) => RunDecider.Decide(Id, run, command).Aggregate(run, TrackedRun.Evolve)!;
}
