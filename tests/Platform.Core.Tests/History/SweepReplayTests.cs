using System.Text.Json;
using Platform.Core.Commands;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.Studies;
using Platform.Core.Tests.Views;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.History;

/// <summary>The replay of a sweep says at every event what the views as of that event say.</summary>
public sealed class SweepReplayTests
{
    [Fact]
    public async Task At_every_event_of_a_sweep_in_the_journal_the_replay_equals_the_past_that_is_asked_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        await new SweepScript(new PlatformCommands(journal), "past").PlayAsync("past-model");
        var past = new PastViews(journal, new TrackingViews(database.DataSource));
        var replay = new SweepReplay();
        await foreach (var recorded in SweepEvents.ReadAsync(journal, "past", long.MaxValue, default))
            replay.Take(recorded);
        ReplayMoment? from = null;
        var random = new Random(1);
        foreach (var position in Enumerable.Range(0, replay.Count).Concat(Enumerable.Range(0, 100).Select(_ => random.Next(replay.Count))))
        {
            from = replay.At(position, from);
            var moment = new PastMoment(replay.SequenceAt(position));
            Assert.Equal(Text(await past.SweepAsync("past", moment)), Text(from.Sweep));
            Assert.Equal(Text(await past.TrialsOfAsync("past", moment)), Text(All(from)));
            Assert.Equal(position, replay.PositionOf(from.Sequence));
        }
        Assert.Contains(replay.Marks, mark => mark.Kind == ReplayMarkKind.SiloLost);
        Assert.Contains(replay.Marks, mark => mark is { Kind: ReplayMarkKind.NewBest, Trial: 1 });
        Assert.Equal(2, replay.Marks.Count(mark => mark.Kind == ReplayMarkKind.Change && mark.Text.Contains("changed the sweep", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void At_random_events_of_invented_sweeps_the_replay_equals_the_folded_past_and_keeps_what_stayed_the_same(int seed)
    {
        var events = RandomSweep.Events(seed, trials: 25);
        var replay = new SweepReplay();
        foreach (var recorded in events)
            replay.Take(recorded);
        Assert.Equal(events.Count, replay.Count);
        var random = new Random(seed);
        var from = replay.At(0);
        for (var i = 0; i < 60; i++)
        {
            var moment = replay.At(random.Next(3) == 0 ? random.Next(events.Count) : Math.Clamp(from.Position + random.Next(-2, 3), 0, events.Count - 1), from);
            var before = events.Take(moment.Position + 1).ToList();
            Assert.Equal(Text(PastSweep.Of(before)), Text(moment.Sweep));
            var expected = before.Where(e => e.Data is TrialEvent).GroupBy(e => e.StreamId, StringComparer.Ordinal)
                .Select(stream => PastTrial.Of(before.Where(e => e.Data is TrialProposed p && StreamNames.Trial(p.TrialId) == stream.Key).Concat(stream))!);
            Assert.Equal(Text(Ordered(expected)), Text(All(moment)));
            var (first, last) = (Math.Min(from.Position, moment.Position), Math.Max(from.Position, moment.Position));
            var touched = events.Skip(first + 1).Take(last - first)
                .Select(e => e.Data is TrialProposed p ? p.TrialId : e.Data is TrialEvent ? e.StreamId[StreamNames.Trial("").Length..] : null).ToHashSet(StringComparer.Ordinal);
            Assert.All(from.Trials.Zip(moment.Trials).Where(pair => !touched.Contains(pair.First.Id)), pair => Assert.Same(pair.First, pair.Second));
            from = moment;
        }
    }

    [Fact]
    public void A_moment_stays_as_it_is_while_more_events_are_taken()
    {
        var events = RandomSweep.Events(seed: 7, trials: 12);
        var replay = new SweepReplay();
        foreach (var recorded in events.Take(events.Count / 2))
            replay.Take(recorded);
        var moment = replay.At(replay.Count - 1);
        var text = Text(All(moment));
        foreach (var recorded in events) // those known already are passed over
            replay.Take(recorded);
        Assert.Equal(events.Count, replay.Count);
        Assert.Equal(text, Text(All(moment)));
        Assert.Equal(text, Text(All(replay.At(moment.Position, replay.At(replay.Count - 1)))));
    }

    [Fact]
    public void A_trial_after_its_last_event_is_the_same_instance_however_the_moment_was_reached_until_it_has_another_event()
    {
        var events = RandomSweep.Events(seed: 10, trials: 12);
        var replay = new SweepReplay();
        var half = events.Count / 2;
        foreach (var recorded in events.Take(half))
            replay.Take(recorded);
        var first = replay.At(half - 1);
        Assert.NotEmpty(first.Trials);
        Assert.All(first.Trials.Zip(replay.At(half - 1, replay.At(0)).Trials), pair => Assert.Same(pair.First, pair.Second));

        foreach (var recorded in events.Skip(half))
            replay.Take(recorded);
        var touched = events.Skip(half).Select(e => e.Data is TrialProposed p ? p.TrialId : e.Data is TrialEvent ? e.StreamId[StreamNames.Trial("").Length..] : null).ToHashSet(StringComparer.Ordinal);
        var last = replay.At(events.Count - 1);
        Assert.Contains(first.Trials, trial => touched.Contains(trial.Id));
        Assert.All(first.Trials.Zip(last.Trials), pair => Assert.Equal(touched.Contains(pair.First.Id), !ReferenceEquals(pair.First, pair.Second)));
    }

    [Fact]
    public void Each_event_can_be_told_and_a_number_between_two_events_is_the_earlier_one()
    {
        var events = RandomSweep.Events(seed: 8, trials: 8);
        var replay = new SweepReplay();
        foreach (var recorded in events)
            replay.Take(recorded);
        for (var position = 0; position < events.Count; position++)
        {
            var told = replay.EventAt(position);
            Assert.Equal((events[position].Sequence, events[position].Timestamp), (told.Sequence, told.At));
            Assert.Equal(events[position].Data is EpochCompleted, told.Data is null);
            Assert.Equal(position, replay.PositionOf(position + 1 < events.Count ? events[position + 1].Sequence - 1 : long.MaxValue));
        }
        Assert.Equal(-1, replay.PositionOf(events[0].Sequence - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => replay.At(events.Count));
    }

    [Fact]
    public void An_erased_sweep_is_not_replayed()
    {
        var erased = RandomSweep.Events(seed: 9, trials: 2)[0] with { Data = new ErasedEvent(null) };
        Assert.Throws<ErasedException>(() => new SweepReplay().Take(erased));
    }

    private static IReadOnlyList<TrialView> All(ReplayMoment moment) => Ordered(moment.Trials.Concat(moment.Reproductions));

    private static IReadOnlyList<TrialView> Ordered(IEnumerable<TrialView> trials) => [.. trials.OrderBy(t => t.Number).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id, StringComparer.Ordinal)];

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, PlatformJson.Options);
}
