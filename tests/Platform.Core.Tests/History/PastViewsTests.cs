using System.Text.Json;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Tests.Tracking;
using Platform.Core.Tests.Views;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Core.Tests.History;

/// <summary>What is folded for a moment of the past is what the view was at that moment: compared with views kept event by event.</summary>
public sealed class PastViewsTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly EventJournal _journal;
    private readonly PastViews _past;

    public PastViewsTests(TestDatabase database)
    {
        _journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        _past = new PastViews(_journal, new TrackingViews(database.DataSource));
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task At_every_event_of_a_sweep_the_past_is_what_the_views_were_then()
    {
        await using var played = await TestDatabase.CreateAsync();
        await using var source = new EventJournal(played.DataSource, PlatformEvents.Types, PlatformProjections.All);
        var past = new PastViews(source, new TrackingViews(played.DataSource));
        var reproduction = await new SweepScript(new PlatformCommands(source), "past").PlayAsync("past-model");
        var all = await source.ReadAllAsync(0, 1_000);
        await using var replayed = await TestDatabase.CreateAsync();
        await using var journal = new EventJournal(replayed.DataSource, PlatformEvents.Types, PlatformProjections.All);
        var views = new PlatformViews(replayed.DataSource);
        string[] trials = [.. Enumerable.Range(1, 5).Select(n => StreamNames.TrialId("past", n)), reproduction];
        var numbers = new Dictionary<long, long>(); // there and here
        foreach (var recorded in all)
        {
            var appended = await journal.AppendAsync(new AppendRequest(recorded.StreamId, TypeOf(recorded.StreamId), StreamAppend.Any, recorded.Data));
            numbers.Add(appended.LastSequence, recorded.Sequence);
            var moment = new PastMoment(recorded.Sequence);
            if (await views.ExperimentAsync("past") is { } sweep)
                Same(sweep with { LastSequence = numbers[sweep.LastSequence] }, await past.SweepAsync("past", moment));
            foreach (var trial in trials)
            {
                var view = await views.TrialAsync(trial) is { CreatedAt.Year: > 1 } known && known.ExperimentId.Length > 0 ? known : null;
                if (view is null)
                    Assert.Null(await past.TrialAsync(trial, moment));
                else if (recorded.StreamId == StreamNames.Trial(trial) || recorded.Data is TrialProposed)
                    Same(view, await past.TrialAsync(trial, moment));
            }
        }
        Assert.Null(await past.SweepAsync("past", new PastMoment(0)));
        Assert.Null(await past.SweepAsync("unknown", new PastMoment(all[^1].Sequence)));
        var present = new PlatformViews(played.DataSource);
        Same(await present.TrialsOfAsync("past"), await past.TrialsOfAsync("past", new PastMoment(all[^1].Sequence)));
        Same(await present.ExperimentsAsync(), await past.SweepsAsync(new PastMoment(all[^1].Sequence)));
        Assert.Empty(await past.SweepsAsync(new PastMoment(all[^1].Sequence), status: ExperimentStatus.Cancelled));
        Assert.Empty(await past.TrialsOfAsync("past", new PastMoment(1)));
    }

    [Fact]
    public async Task A_tracked_run_is_as_it_was_with_the_latest_metrics_of_then()
    {
        const string Id = "00000000000000000000000000000001";
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        RunEvent[] events =
        [
            new RunCreated(Id, "0", "first", "me", RunStatus.Running, 1, null, new Dictionary<string, string> { ["a"] = "1" }, "x", at), MetricsLogged.Of(Points.Curve("loss", 3), at),
            new RunTagsSet(new Dictionary<string, string?> { ["a"] = null, ["b"] = "2" }, at), MetricsLogged.Of(Points.Curve("loss", 3, from: 3), at), new RunUpdated(RunStatus.Finished, 9, "last", at),
        ];
        var numbers = new List<long>();
        foreach (var @event in events)
            numbers.Add((await _journal.AppendAsync(new AppendRequest(StreamNames.Run(Id), StreamNames.RunType, StreamAppend.Any, @event))).LastSequence);

        var (run, metrics) = (await _past.RunAsync(Id, new PastMoment(numbers[1])))!;
        Assert.Equal(("first", RunStatus.Running, "1", 2), (run.Name, run.Status, run.Tags["a"], metrics.Single().Last.Step));
        (run, metrics) = (await _past.RunAsync(Id, new PastMoment(numbers[3])))!;
        Assert.Equal(("first", RunStatus.Running, false, 5, 6), (run.Name, run.Status, run.Tags.ContainsKey("a"), metrics.Single().Last.Step, metrics.Single().Count));
        Assert.Equal(RunStatus.Finished, (await _past.RunAsync(Id, new PastMoment(numbers[^1])))!.Run.Status);
        Same(await _past.RunAsync(Id, new PastMoment(numbers[3])), (await _past.RunsAsync("0", new PastMoment(numbers[3]))).Single(r => r.Run.Id == Id));
        Assert.DoesNotContain(await _past.RunsAsync("0", new PastMoment(numbers[0] - 1)), r => r.Run.Id == Id);
        Assert.Null(await _past.RunAsync(Id, await _past.AtAsync(AsOf.At(at.AddYears(-1)))));
    }

    [Fact]
    public async Task A_moment_behind_too_many_events_is_refused()
    {
        const string Id = "00000000000000000000000000000002";
        var created = new RunCreated(Id, "0", "many", "me", RunStatus.Running, 1, null, new Dictionary<string, string>(), "x", DateTimeOffset.UnixEpoch);
        var first = await _journal.AppendAsync(new AppendRequest(StreamNames.Run(Id), StreamNames.RunType, 0, created));
        await _journal.AppendAsync(new AppendRequest(StreamNames.Run(Id), StreamNames.RunType, 1, [.. Enumerable.Range(0, PastViews.MostEvents).Select(i => new RunUpdated(null, i, null, DateTimeOffset.UnixEpoch))]));

        Assert.Equal(PastViews.MostEvents - 2, (await _past.RunAsync(Id, new PastMoment(first.LastSequence + PastViews.MostEvents - 1)))!.Run.EndTime);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _past.RunAsync(Id, new PastMoment(first.LastSequence + PastViews.MostEvents)));
        Assert.Equal("asOf", refused.Errors.Single().Field);
    }

    [Fact]
    public async Task Trials_that_are_compared_as_they_were_are_read_within_one_limit_of_all_of_them()
    {
        const int Events = PastViews.MostEvents; // of one trial as many as one may have, so that none is refused by itself
        const string Id = "compared-1-r1";
        var at = DateTimeOffset.UnixEpoch;
        var created = new TrialCreated(
            Id, "compared", 1, ParameterSet.Empty, ParameterSet.Empty, Objective.Default, 3, "cpu", -1, ReproducesTrialId: "compared-1", at);
        await _journal.AppendAsync(new AppendRequest(StreamNames.Trial(Id), StreamNames.TrialType, 0, created));
        var last = await _journal.AppendAsync(new AppendRequest(
            StreamNames.Trial(Id), StreamNames.TrialType, 1, [.. Enumerable.Range(1, Events - 1).Select(i => new TestEvaluationRequested("me", at.AddSeconds(i)))]));
        var moment = new PastMoment(last.LastSequence);
        const int Fit = PastViews.MostEventsOfLists / Events;

        Assert.Equal(Enumerable.Repeat(Id, Fit), (await _past.TrialsAsync([.. Enumerable.Repeat(Id, Fit)], moment)).Select(trial => trial!.Id));
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _past.TrialsAsync([.. Enumerable.Repeat(Id, Fit + 1)], moment));

        Assert.Equal("asOf", refused.Errors.Single().Field);
        Assert.Contains("more than 100,000 events", refused.Errors.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_archived_counts_for_no_limit_of_a_list_that_leaves_it_out()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        var (script, past) = (new SweepScript(new PlatformCommands(journal), "kept"), new PastViews(journal, new TrackingViews(database.DataSource)));
        await script.CreateAsync(1, Direction.Maximize);
        await new SweepScript(new PlatformCommands(journal), "away").CreateAsync(1, Direction.Maximize);
        var at = DateTimeOffset.UnixEpoch;
        var last = await journal.AppendAsync(new AppendRequest(
            StreamNames.Experiment("away"), StreamNames.ExperimentType, 1,
            [new ExperimentCancelled("me", "", at), .. Enumerable.Range(1, PastViews.MostEvents).Select(i => new PriorityChanged((i % 10) + 1, "me", at)), new ExperimentArchived("me", at)]));

        Assert.Equal(["kept"], (await past.SweepsAsync(new PastMoment(last.LastSequence))).Select(sweep => sweep.Id));
        await Assert.ThrowsAsync<InvalidInputException>(() => past.SweepsAsync(new PastMoment(last.LastSequence), archived: true));
        await Assert.ThrowsAsync<InvalidInputException>(() => past.SweepsAsync(new PastMoment(last.LastSequence - 1))); // it stood in the list then
    }

    [Fact]
    public async Task A_moment_that_has_not_come_is_refused_with_what_the_last_event_is()
    {
        var appended = await _journal.AppendAsync(new AppendRequest(StreamNames.Model("moments"), StreamNames.ModelType, StreamAppend.Any, Entered("moments")));
        var last = (await _journal.ReadStreamAsync(StreamNames.Model("moments"))).Single();
        Assert.Equal(new PastMoment(appended.LastSequence), await _past.AtAsync(AsOf.Event(appended.LastSequence)));
        Assert.Equal(new PastMoment(appended.LastSequence, last.Timestamp), await _past.AtAsync(AsOf.At(last.Timestamp)));
        var before = last.Timestamp.AddTicks(-10);
        Assert.Equal(new PastMoment(appended.LastSequence - 1, before), await _past.AtAsync(AsOf.At(before)));
        Assert.Equal(last.Timestamp, await _past.TimeOfAsync(await _past.AtAsync(AsOf.Event(appended.LastSequence))));
        Assert.Equal(before, await _past.TimeOfAsync(await _past.AtAsync(AsOf.At(before))));

        var number = await Assert.ThrowsAsync<InvalidInputException>(() => _past.AtAsync(AsOf.Event(appended.LastSequence + 1)));
        Assert.StartsWith(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"asOf: is event {appended.LastSequence + 1}, but the journal's last event is {appended.LastSequence}, written {last.Timestamp:yyyy-MM-dd}T"), number.Message, StringComparison.Ordinal);
        var time = await Assert.ThrowsAsync<InvalidInputException>(() => _past.AtAsync(AsOf.At(new DateTimeOffset(2999, 1, 31, 0, 0, 0, TimeSpan.Zero)), "when"));
        Assert.StartsWith("when: is 2999-01-31T00:00:00Z, which has not come", time.Message, StringComparison.Ordinal);
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the journal's last event is {appended.LastSequence}, "), time.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_is_one_number_for_all_streams_though_the_clock_was_set_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        var past = new PastViews(journal, new TrackingViews(database.DataSource));
        await Assert.ThrowsAsync<InvalidInputException>(() => past.AtAsync(AsOf.Event(1)));
        Assert.Equal(0, (await past.AtAsync(AsOf.At(DateTimeOffset.UnixEpoch))).Sequence);
        var sequences = new List<long>();
        for (var i = 0; i < 40; i++)
            sequences.Add((await journal.AppendAsync(new AppendRequest(StreamNames.Model($"m{i}"), StreamNames.ModelType, 0, Entered($"m{i}")))).LastSequence);
        // A minute an event, and an hour back at the 21st.
        await Journal.Some.ExecuteAsync(database.DataSource, "update mt_events e set timestamp = '2026-01-01 00:00Z'::timestamptz + make_interval(mins => n::int - case when n > 20 then 60 else 0 end) from (select seq_id, row_number() over (order by seq_id) as n from mt_events) r where r.seq_id = e.seq_id");
        for (var minute = -50; minute <= 41; minute++)
        {
            var asked = AsOf.At(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute));
            var moment = await past.AtAsync(asked);
            Assert.Equal(moment, await past.AtAsync(asked));
            var last = sequences.IndexOf(moment.Sequence); // where the clock passed the time, either before it was set back or after
            var minutes = sequences.Select((_, i) => i + 1 - (i >= 20 ? 60 : 0)).ToList();
            Assert.True(last < 0 || minutes[last] <= minute);
            Assert.True(last == 39 || minutes[last + 1] > minute);
            Assert.Equal(last + 1, (await past.ModelsAsync(moment)).Count);
        }
    }

    [Fact]
    public async Task At_every_event_of_the_registry_its_models_are_what_the_views_were_then()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        var past = new PastViews(journal, new TrackingViews(database.DataSource));
        var (views, commands) = (new PlatformViews(database.DataSource), new PlatformCommands(journal));
        var (at, tags) = (new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        var then = new List<(PastMoment Moment, string Models)>();
        Func<Task>[] steps =
        [
            () => commands.ApplyAsync("first", new EnterModel("first", "one", tags, "me") { At = at }),
            () => commands.ApplyAsync("first", new RegisterOutsideVersion("first", "s3://1", "", tags, "me") { RunId = "r", At = at.AddDays(1) }),
            () => commands.ApplyAsync("first", new MoveAlias("champion", 1, true, "me", "the first", at.AddDays(1))),
            () => commands.ApplyAsync("first", new RegisterOutsideVersion("first", "s3://2", "said", tags, "you") { RunId = "r", At = at.AddDays(2) }),
            () => commands.ApplyAsync("first", new MoveAlias("champion", 2, true, "you", "better", at.AddDays(3))),
            () => commands.ApplyAsync("first", new SetModelEntryTags(new Dictionary<string, string?> { ["a"] = null, ["c"] = "3" }) { At = at.AddDays(3) }),
            () => commands.ApplyAsync("first", new DescribeVersion(1, "good") { At = at.AddDays(4) }),
            () => commands.ApplyAsync("first", new StageVersion(2, "Production", true) { At = at.AddDays(5) }),
            () => commands.ApplyAsync("first", new DeleteVersion(1, "me") { At = at.AddDays(5) }),
            () => commands.ApplyAsync("gone", new EnterModel("gone", "", new Dictionary<string, string>(), "me") { At = at.AddDays(6) }),
            () => commands.ApplyAsync("gone", new DeleteModel("me") { At = at.AddDays(7) }),
            () => commands.ApplyAsync("gone", new EnterModel("gone", "again", new Dictionary<string, string>(), "me") { At = at.AddDays(8) }),
            () => commands.RenameModelAsync("first", "second", "me", at.AddDays(9)),
            () => commands.ApplyAsync("first", new EnterModel("first", "another", tags, "me") { At = at.AddDays(10) }),
        ];
        foreach (var step in steps)
        {
            await step();
            then.Add((new PastMoment(await journal.LastSequenceAsync()), Text(await views.ModelsAsync())));
        }
        foreach (var (moment, models) in then)
        {
            var found = await past.ModelsAsync(moment);
            Assert.Equal(models, Text(found));
            foreach (var model in found)
                Assert.Equal(Text([model]), Text([(await past.ModelAsync(model.Name, moment))!]));
        }
        Assert.Equal(1, (await past.ModelAsync("first", then[3].Moment))!.Aliases["champion"]);
        Assert.Null(await past.ModelAsync("second", then[3].Moment));

        static string Text(IReadOnlyList<ModelView> models) => JsonSerializer.Serialize(
            models.Select(m => new { m.Name, m.Versions, m.Aliases, m.History, m.UpdatedAt, m.Entry.Description, m.Entry.CreatedAt, Tags = m.Entry.Tags.OrderBy(t => t.Key, StringComparer.Ordinal), Entries = m.Entry.Versions.OrderBy(v => v.Key).Select(v => new { v.Key, v.Value.Stage, v.Value.Deleted, v.Value.Description, v.Value.UpdatedAt }) }),
            PlatformJson.Options);
    }

    [Fact]
    public async Task Saved_views_are_as_they_were()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        TrackedExperimentEvent[] events =
        [
            new TrackedExperimentCreated("pastviews", "past", "x", new Dictionary<string, string>(), at), new RunViewSaved("v", "first", new SavedQuestion("a"), "me", at),
            new RunViewRenamed("v", "second", "you", at), new RunViewDeleted("v", "you", at),
        ];
        var numbers = new List<long>();
        foreach (var @event in events)
            numbers.Add((await _journal.AppendAsync(new AppendRequest(StreamNames.Tracking("pastviews"), StreamNames.TrackingType, StreamAppend.Any, @event))).LastSequence);
        Assert.Null(await _past.TrackedExperimentAsync("pastviews", new PastMoment(numbers[0] - 1)));
        Assert.Empty((await _past.TrackedExperimentAsync("pastviews", new PastMoment(numbers[0])))!.Views);
        Assert.Equal(("first", false), await ViewAsync(1));
        Assert.Equal(("second", false), await ViewAsync(2));
        Assert.Equal(("second", true), await ViewAsync(3));

        async Task<(string, bool)> ViewAsync(int n) => (await _past.TrackedExperimentAsync("pastviews", new PastMoment(numbers[n])))!.Views["v"] is var view ? (view.Name, view.Deleted) : default;
    }

    [Theory]
    [InlineData("17", 17L, null)]
    [InlineData("#17", 17L, null)]
    [InlineData("#20260131", 20260131L, null)]
    [InlineData("20261331", 20261331L, null)]
    [InlineData("2026-01-02T03:04:05Z", null, "2026-01-02T03:04:05+00:00")]
    [InlineData("2026-01-02T03:04:05.678+02:00", null, "2026-01-02T01:04:05.678+00:00")]
    [InlineData("2026-01-02 03:04", null, "2026-01-02T03:04:00+00:00")]
    [InlineData("2026-01-02", null, "2026-01-02T00:00:00+00:00")]
    public void A_moment_is_an_events_number_or_a_time(string text, long? sequence, string? time)
    {
        var moment = AsOf.Parse(text, "asOf");
        Assert.Equal((sequence, time is null ? null : DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), (moment.Sequence, moment.Time?.ToUniversalTime()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("#")]
    [InlineData("#2026-01-31")]
    [InlineData("20260131")]
    [InlineData("yesterday")]
    [InlineData("99999999999999999999")]
    public void Other_texts_are_no_moment(string text) => Assert.Throws<InvalidInputException>(() => AsOf.Parse(text, "asOf"));

    private static ModelEntered Entered(string name) => new(name, "", new Dictionary<string, string>(), "me", DateTimeOffset.UnixEpoch);

    private static void Same<T>(T expected, T? actual) => Assert.Equal(JsonSerializer.Serialize(expected, PlatformJson.Options), JsonSerializer.Serialize(actual, PlatformJson.Options));

    private static string TypeOf(string stream) => stream[..stream.IndexOf('-', StringComparison.Ordinal)];
}
