using System.Collections.Concurrent;
using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>What happens when the database or a writer goes away. Each test has a server of its own to hurt.</summary>
public sealed class CrashTests
{
    // An append whose lock is never let go would wait for longer than the tests do.
    private static readonly JournalOptions Enduring = new() { RetryFor = Eventually.LongPatience };

    [Fact]
    public async Task Every_acknowledged_event_is_there_once_after_the_database_was_killed_in_mid_append()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.ConnectionString);
        await using var journal = Some.Journal(database.DataSource);
        await using var notifications = new JournalNotifications(database.DataSource, TimeSpan.FromMilliseconds(500));
        using var stop = new CancellationTokenSource();
        var acknowledged = new ConcurrentDictionary<string, long>();
        var writers = Enumerable.Range(0, 24).Select(writer => Task.Run(async () =>
        {
            var stream = $"killed-{writer}";
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                // One kind of each: expected version, any version, command id.
                var request = new AppendRequest([new(stream, "test", writer % 3 == 0 ? n : StreamAppend.Any, [new Counted(writer, n)])], writer % 3 == 2 ? $"{stream}/{n}" : null);
                var result = await journal.AppendAsync(request);
                Assert.False(result.WasRepeat);
                acknowledged[stream] = result.Versions[0];
            }
        })).ToList();

        for (var kill = 0; kill < 3; kill++)
        {
            var before = acknowledged.Values.Sum();
            await Eventually.HoldsAsync(() => acknowledged.Values.Sum() > before + 200);
            await cluster.RestartAsync("immediate");
        }
        var enough = acknowledged.Values.Sum() + 200;
        await Eventually.HoldsAsync(() => acknowledged.Values.Sum() > enough);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        for (var writer = 0; writer < 24; writer++)
        {
            var events = await journal.ReadStreamAsync($"killed-{writer}");
            Assert.Equal(acknowledged[$"killed-{writer}"], events.Count);
            Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => ((Counted)e.Data).Number));
        }
        var last = await journal.LastSequenceAsync();
        Assert.True(await notifications.WaitForAsync(last - 1, Eventually.Patience), "The listener did not come back.");
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(StreamAppend.Any, null)]
    [InlineData(1, "a-command")]
    [InlineData(StreamAppend.Any, "another-command")]
    public async Task An_append_whose_answer_is_lost_after_the_commit_is_not_written_again(long expected, string? command)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new CutProxy(database.ConnectionString);
        await using var proxied = JournalDataSource.Create(proxy.ConnectionString);
        await using var journal = Some.Journal(proxied);
        await journal.AppendAsync(Some.Append("lost", StreamAppend.Any, new Counted(1, 0)));
        proxy.SwallowNextAnswer();
        var result = await journal.AppendAsync(new AppendRequest([new("lost", "test", expected, [new Counted(1, 1), new Counted(1, 2)])], command));
        Assert.Equal(1, proxy.Swallowed);
        Assert.Equal((3, false), (result.Versions[0], result.WasRepeat));
        var events = await journal.ReadStreamAsync("lost");
        Assert.Equal([0, 1, 2], events.Select(e => ((Counted)e.Data).Number));
        Assert.Equal(events[^1].Sequence, result.LastSequence);
    }

    [Fact]
    public async Task A_stopped_process_that_holds_the_append_lock_does_not_stall_others_for_good()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = Some.Journal(database.DataSource, Enduring);
        await journal.AppendAsync(Some.Append("stalled", 0, new Counted(1, 0)));
        await using var holder = await StoppedClient.HoldLockAsync(database, midMessage: false);
        await journal.AppendAsync(Some.Append("stalled", 1, new Counted(1, 1))).WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_process_stopped_in_the_middle_of_its_message_does_not_stall_others_for_good()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var journal = Some.Journal(database.DataSource, Enduring);
        await journal.AppendAsync(Some.Append("stalled", 0, new Counted(1, 0)));
        await using var holder = await StoppedClient.HoldLockAsync(database, midMessage: true);
        await journal.AppendAsync(Some.Append("stalled", 1, new Counted(1, 1))).WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_database_that_stays_away_is_reported_with_its_own_error()
    {
        await using var nowhere = JournalDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x");
        await using var journal = Some.Journal(nowhere, new JournalOptions { RetryFor = TimeSpan.FromMilliseconds(300) });
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Some.Append("away", 0, new Counted(1, 1))));
        Assert.IsAssignableFrom<NpgsqlException>(error.InnerException);
    }
}
