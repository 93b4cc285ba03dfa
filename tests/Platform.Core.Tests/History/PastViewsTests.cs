using System.Text.Json;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.Tests.Tracking;
using Platform.Core.Tests.Views;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.History;

/// <summary>What is folded for a moment of the past is what the view was at that moment: compared with views kept event by event.</summary>
public sealed class PastViewsTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly EventJournal _journal;
    private readonly PastViews _past;

    public PastViewsTests(TestDatabase database)
    {
        _database = database;
        _journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        _past = new PastViews(_journal);
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task At_every_event_of_a_sweep_the_past_is_what_the_views_were_then()
    {
        var reproduction = await new SweepScript(new PlatformCommands(_journal), "past").PlayAsync("past-model");
        var all = await _journal.ReadAllAsync(0, 1_000);
        await using var replayed = await TestDatabase.CreateAsync();
        await using var journal = new EventJournal(replayed.DataSource, PlatformEvents.Types, PlatformProjections.All);
        var views = new PlatformViews(replayed.DataSource);
        string[] trials = [.. Enumerable.Range(1, 5).Select(n => StreamNames.TrialId("past", n)), reproduction];
        var numbers = new Dictionary<long, long>(); // there and here
        foreach (var recorded in all)
        {
            var appended = await journal.AppendAsync(new AppendRequest(recorded.StreamId, TypeOf(recorded.StreamId), StreamAppend.Any, recorded.Data));
            numbers.Add(appended.LastSequence, recorded.Sequence);
            var moment = AsOf.Event(recorded.Sequence);
            if (await views.ExperimentAsync("past") is { } sweep)
                Same(sweep with { LastSequence = numbers[sweep.LastSequence] }, await _past.SweepAsync("past", moment));
            foreach (var trial in trials)
            {
                var view = await views.TrialAsync(trial) is { CreatedAt.Year: > 1 } known && known.ExperimentId.Length > 0 ? known : null;
                if (view is null)
                    Assert.Null(await _past.TrialAsync(trial, moment));
                else if (recorded.StreamId == StreamNames.Trial(trial) || recorded.Data is TrialProposed)
                    Same(view, await _past.TrialAsync(trial, moment));
            }
        }
        Assert.Null(await _past.SweepAsync("past", AsOf.Event(0)));
        Assert.Null(await _past.SweepAsync("unknown", AsOf.Event(long.MaxValue)));
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

        var (run, metrics) = (await _past.RunAsync(Id, AsOf.Event(numbers[1])))!;
        Assert.Equal(("first", RunStatus.Running, "1", 2), (run.Name, run.Status, run.Tags["a"], metrics.Single().Last.Step));
        (run, metrics) = (await _past.RunAsync(Id, AsOf.Event(numbers[3])))!;
        Assert.Equal(("first", RunStatus.Running, false, 5, 6), (run.Name, run.Status, run.Tags.ContainsKey("a"), metrics.Single().Last.Step, metrics.Single().Count));
        Assert.Equal(RunStatus.Finished, (await _past.RunAsync(Id, AsOf.At(DateTimeOffset.MaxValue)))!.Run.Status);
        Assert.Null(await _past.RunAsync(Id, AsOf.At(at.AddYears(-1))));
    }

    [Fact]
    public async Task A_moment_behind_too_many_events_is_refused()
    {
        const string Id = "00000000000000000000000000000002";
        var created = new RunCreated(Id, "0", "many", "me", RunStatus.Running, 1, null, new Dictionary<string, string>(), "x", DateTimeOffset.UnixEpoch);
        var first = await _journal.AppendAsync(new AppendRequest(StreamNames.Run(Id), StreamNames.RunType, 0, created));
        await _journal.AppendAsync(new AppendRequest(StreamNames.Run(Id), StreamNames.RunType, 1, [.. Enumerable.Range(0, PastViews.MostEvents).Select(i => new RunUpdated(null, i, null, DateTimeOffset.UnixEpoch))]));

        Assert.Equal(PastViews.MostEvents - 2, (await _past.RunAsync(Id, AsOf.Event(first.LastSequence + PastViews.MostEvents - 1)))!.Run.EndTime);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _past.RunAsync(Id, AsOf.Event(first.LastSequence + PastViews.MostEvents)));
        Assert.Equal("asOf", refused.Errors.Single().Field);
    }

    [Theory]
    [InlineData("17", 17L, null)]
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
    [InlineData("yesterday")]
    [InlineData("99999999999999999999")]
    public void Other_texts_are_no_moment(string text) => Assert.Throws<InvalidInputException>(() => AsOf.Parse(text, "asOf"));

    private static void Same<T>(T expected, T? actual) => Assert.Equal(JsonSerializer.Serialize(expected, PlatformJson.Options), JsonSerializer.Serialize(actual, PlatformJson.Options));

    private static string TypeOf(string stream) => stream[..stream.IndexOf('-', StringComparison.Ordinal)];
}
