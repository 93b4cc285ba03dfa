using System.Collections.Concurrent;
using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class SubscriptionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Each_event_takes_effect_once_and_in_order_whatever_crashes()
    {
        const int events = 600;
        await Some.ExecuteAsync(database.DataSource, "create table effects (place serial, sequence bigint)");
        await using var journal = Some.Journal(database.DataSource);
        await using var notifications = new JournalNotifications(database.DataSource, TimeSpan.FromMilliseconds(200));
        using var stop = new CancellationTokenSource();
        var crashes = 0;
        var calls = 0;

        // Two processes run the same subscription; handlers crash before and after their effect, and sessions are cut off before the commit.
        var runners = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var subscription = new JournalSubscription(database.DataSource, Some.Types, notifications, "effects", batchSize: 7);
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await subscription.RunAsync(HandleAsync, stop.Token);
                }
                catch (CrashException)
                {
                    Interlocked.Increment(ref crashes);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }
            }
        })).ToList();

        for (var n = 0; n < events; n += 10)
            await Task.WhenAll(Enumerable.Range(n, 10).Select(i => journal.AppendAsync(Some.Append("effects", i, new Counted(1, i)))));
        var last = await journal.LastSequenceAsync();
        await Eventually.HoldsAsync(
            async () => await Some.ScalarAsync<long>(database.DataSource, "select coalesce(max(last_seq_id), 0) from mt_event_progression where name = 'effects'") == last);
        await stop.CancelAsync();
        await Task.WhenAll(runners);

        var effects = await Some.ScalarAsync<long[]>(database.DataSource, "select array_agg(sequence order by place) from effects");
        var all = await Some.ScalarAsync<long[]>(database.DataSource, "select array_agg(seq_id order by seq_id) from mt_events");
        Assert.Equal(all, effects);
        Assert.True(crashes >= 5, $"Only {crashes} crashes happened.");

        async Task HandleAsync(IReadOnlyList<RecordedEvent> batch, NpgsqlTransaction transaction, CancellationToken cancellation)
        {
            var call = Interlocked.Increment(ref calls);
            if (call % 9 == 3)
                throw new CrashException();
            await using var insert = new NpgsqlCommand("insert into effects (sequence) select unnest($1)", transaction.Connection);
            insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. batch.Select(e => e.Sequence)] });
            await insert.ExecuteNonQueryAsync(cancellation);
            if (call % 9 == 6)
                throw new CrashException();
            if (call % 9 == 8)
                await Some.ScalarAsync<bool>(database.DataSource, $"select pg_terminate_backend({transaction.Connection!.ProcessID})");
        }
    }

    [Fact]
    public async Task An_unknown_event_stops_the_reader_and_moves_nothing()
    {
        await using var foreign = await TestDatabase.CreateAsync();
        await Some.ExecuteAsync(foreign.DataSource, "insert into mt_streams (id, version) values ('foreign', 1)");
        await Some.ExecuteAsync(
            foreign.DataSource,
            "insert into mt_events (seq_id, id, stream_id, version, data, type) values (nextval('mt_events_sequence'), gen_random_uuid(), 'foreign', 1, '{}', 'moon_landed')");
        await using var notifications = new JournalNotifications(foreign.DataSource);
        var subscription = new JournalSubscription(foreign.DataSource, Some.Types, notifications, "unknown");
        var error = await Assert.ThrowsAsync<UnknownEventException>(() => subscription.RunAsync((_, _, _) => Task.CompletedTask, CancellationToken.None));
        Assert.Contains("moon_landed", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await subscription.PositionAsync());
    }

    [Fact]
    public async Task Waiters_hear_of_new_events_at_once()
    {
        await using var journal = Some.Journal(database.DataSource);
        await using var notifications = new JournalNotifications(database.DataSource, TimeSpan.FromMinutes(10));
        await journal.AppendAsync(Some.Append("heard", StreamAppend.Any, new Counted(1, 0)));
        await Eventually.HoldsAsync(() => notifications.LastSequence > 0);
        var before = await journal.LastSequenceAsync();
        Assert.False(await notifications.WaitForAsync(before, TimeSpan.FromMilliseconds(50)));
        var waiting = notifications.WaitForAsync(before, Eventually.Patience);
        var result = await journal.AppendAsync(Some.Append("heard", StreamAppend.Any, new Counted(1, 1)));
        Assert.True(await waiting);
        Assert.True(notifications.LastSequence >= result.LastSequence);
    }

    [Fact]
    public async Task A_watcher_sees_the_journal_grow_also_without_notifications()
    {
        await using var journal = Some.Journal(database.DataSource);
        await using var notifications = new JournalNotifications(database.DataSource, TimeSpan.FromMilliseconds(100));
        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentQueue<long>();
        var watching = Task.Run(async () =>
        {
            await foreach (var sequence in notifications.WatchAsync(stop.Token))
                seen.Enqueue(sequence);
        });
        await Eventually.HoldsAsync(() => !seen.IsEmpty);

        // The notification is lost: its session is gone before the append, so only the next look can tell.
        await CutListenersAsync();
        var result = await journal.AppendAsync(Some.Append("unheard", 0, new Counted(1, 1)));
        await Eventually.HoldsAsync(() => seen.Contains(result.LastSequence));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Equal(seen.Order(), seen);
    }

    private Task CutListenersAsync() => Some.ExecuteAsync(
        database.DataSource, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen%' or query like 'select coalesce(max(seq_id)%'");

    private sealed class CrashException : Exception;
}
