using Platform.Core.Commands;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.Tests.Views;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.History;

/// <summary>The replays that are held for all visitors, and how much they hold together.</summary>
public sealed class SweepReplaysTests : IAsyncLifetime
{
    private static readonly string[] Sweeps = ["aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee", "ffffffff"];

    private TestDatabase _database = null!;
    private EventJournal _journal = null!;
    private PlatformCommands _commands = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _journal = new EventJournal(_database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        _commands = new PlatformCommands(_journal);
        foreach (var sweep in Sweeps)
            await new SweepScript(_commands, sweep).PlayAsync($"model-{sweep}");
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Those_not_asked_for_the_longest_make_room()
    {
        var events = await EventsAsync();
        using var replays = new SweepReplays(_journal, mostEvents: (2 * events) + 1, longEvents: int.MaxValue, step: 5);
        await CountAsync(replays, Sweeps[0]);
        await CountAsync(replays, Sweeps[1]);
        await CountAsync(replays, Sweeps[0]); // now the second is the older one
        await CountAsync(replays, Sweeps[2]);

        Assert.Equal(2 * events, replays.Held);
        Assert.Equal(0, await ReadAgainAsync(replays, Sweeps[0]));
        Assert.Equal(events / 5, await ReadAgainAsync(replays, Sweeps[1]));
    }

    [Theory]
    [InlineData(5)] // every one is long: they are read one after the other
    [InlineData(int.MaxValue)] // none is: four at once
    public async Task However_many_are_asked_for_at_once_they_hold_no_more_than_the_bound_and_each_gets_its_answer(int longEvents)
    {
        var events = await EventsAsync();
        using var replays = new SweepReplays(_journal, mostEvents: events + 2, longEvents, step: 5);
        var atOnce = longEvents == 5 ? events + 2 + (4 * 5) + 5 : (4 * events) + (4 * 5); // what is being read is never given up
        var most = 0L;
        void Look() => InterlockedMax(ref most, replays.Held);

        for (var round = 0; round < 3; round++)
        {
            var counts = await Task.WhenAll(Sweeps.Select(sweep => Task.Run(() => replays.AskAsync(sweep, null, replay => { Look(); return replay.Count; }, _ => Look()))));
            Assert.All(counts, count => Assert.Equal(events, count));
            Assert.True(replays.Held <= events + 2, $"{replays.Held} events are held at rest");
        }

        Assert.InRange(most, events, atOnce);
    }

    [Fact]
    public async Task A_sweep_that_is_not_there_holds_nothing_and_new_events_are_read_on()
    {
        using var replays = new SweepReplays(_journal);
        Assert.Null(await replays.AskAsync("zzzzzzzz", null, replay => "found"));
        Assert.Equal(0, replays.Held);
        var before = await CountAsync(replays, Sweeps[0]);
        await _commands.ApplyAsync(Sweeps[0], new Core.Experiments.ChangePriority(3, "me", new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(before, await replays.AskAsync(Sweeps[0], 0, replay => replay.Count)); // the past that was asked for is known
        Assert.Equal(before + 1, await CountAsync(replays, Sweeps[0]));
    }

    private async Task<int> EventsAsync()
    {
        using var replays = new SweepReplays(_journal);
        return await CountAsync(replays, Sweeps[0]);
    }

    private static Task<int> CountAsync(SweepReplays replays, string sweep) => replays.AskAsync(sweep, null, replay => replay.Count);

    // How often the reading tells of its progress: not at all if everything is known.
    private static async Task<int> ReadAgainAsync(SweepReplays replays, string sweep)
    {
        var told = 0;
        await replays.AskAsync(sweep, 0, replay => replay.Count, _ => told++);
        return told;
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var known = Interlocked.Read(ref most); value > known; known = Interlocked.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, known) == known)
                return;
        }
    }
}
