using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class TurnTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    [Fact]
    public async Task One_turn_of_a_sweep_at_a_time()
    {
        var turns = Enumerable.Range(0, 3).Select(_ => new ExperimentTurn(database.DataSource)).ToList();
        var inside = 0;
        var most = 0;
        var taken = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => turns[i % 3].TakeAsync("shared", Patience, async token =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            return i;
        })));
        Assert.Equal(Enumerable.Range(0, 30), taken);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Other_sweeps_do_not_wait_and_a_wait_is_bounded()
    {
        using var turn = new ExperimentTurn(database.DataSource);
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var holding = turn.TakeAsync("held", Patience, async _ =>
        {
            entered.SetResult();
            await release.Task;
            return 0;
        });
        await entered.Task;
        Assert.Equal(1, await turn.TakeAsync("another", Patience, _ => Task.FromResult(1)));
        var error = await Assert.ThrowsAsync<TurnNotTakenException>(() => turn.TakeAsync("held", TimeSpan.FromMilliseconds(100), _ => Task.FromResult(1)));
        Assert.Contains("held", error.Message, StringComparison.Ordinal);
        release.SetResult();
        await holding;
        Assert.Equal(1, await turn.TakeAsync("held", Patience, _ => Task.FromResult(1)));
    }

    [Fact]
    public async Task Those_who_wait_for_a_turn_leave_the_pool_to_its_holder()
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 5 };
        await using var small = JournalDataSource.Create(settings.ConnectionString);
        using var turn = new ExperimentTurn(small);
        var all = new TaskCompletionSource();
        var asked = Enumerable.Range(0, 12).Select(i => turn.TakeAsync(i < 8 ? "crowded" : "beside it", Patience, async _ =>
        {
            await all.Task; // the others wait by then
            return await Some.ScalarAsync<int>(small, $"select {i}");
        })).ToList();
        all.SetResult();

        Assert.Equal(Enumerable.Range(0, 12), await Task.WhenAll(asked).WaitAsync(Patience)); // a pool that has nothing to give refuses, which is an error here
    }

    [Fact]
    public async Task More_sweeps_at_once_than_the_pool_has_connections_take_their_turns_one_after_the_other()
    {
        using var turn = new ExperimentTurn(database.DataSource);
        var taken = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => turn.TakeAsync($"sweep {i}", Patience, async _ =>
        {
            await Task.Yield();
            return await Some.ScalarAsync<int>(database.DataSource, $"select {i} from pg_sleep(0.01)");
        }))).WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 120), taken);
    }

    [Fact]
    public async Task A_turn_that_does_not_come_is_told_apart_from_a_database_that_does_not_answer()
    {
        using var here = new ExperimentTurn(database.DataSource);
        using var elsewhere = new ExperimentTurn(database.DataSource);
        await here.TakeAsync("told", Patience, async _ =>
        {
            await Assert.ThrowsAsync<TurnNotTakenException>(() => here.TakeAsync("told", TimeSpan.FromMilliseconds(50), _ => Task.FromResult(1)));
            await Assert.ThrowsAsync<TurnNotTakenException>(() => elsewhere.TakeAsync("told", TimeSpan.FromMilliseconds(50), _ => Task.FromResult(1)));
            return 0;
        });
        Assert.Equal(1, await here.TakeAsync("told", Patience, _ => Task.FromResult(1)));
    }

    [Fact]
    public async Task A_failing_turn_is_given_back()
    {
        using var turn = new ExperimentTurn(database.DataSource);
        await Assert.ThrowsAsync<RuleViolation>(() => turn.TakeAsync<int>("failing", Patience, _ => throw new RuleViolation("no")));
        Assert.Equal(1, await turn.TakeAsync("failing", Patience, _ => Task.FromResult(1)));
    }

    [Fact]
    public async Task A_turn_longer_than_the_servers_patience_is_kept_while_its_holder_lives()
    {
        var clock = new HandClock();
        using var other = new ExperimentTurn(database.DataSource);
        var silence = other.Silence;
        using var turn = new ExperimentTurn(database.DataSource, clock) { Silence = Eventually.LongPatience }; // a busy machine may keep a sign of life for seconds
        var lost = await turn.TakeAsync("long", Patience, async token =>
        {
            for (var sign = 0; sign < 8; sign++)
            {
                var heard = await HeardAsync();
                clock.Advance(silence / 2); // the server counts its patience from the last sign of life
                await Eventually.HoldsAsync(async () => await HeardAsync() > heard);
            }
            return token.IsCancellationRequested;
        });
        Assert.False(lost);

        // When the session that holds the turn last had something to do.
        Task<DateTime> HeardAsync() => Some.ScalarAsync<DateTime>(
            database.DataSource,
            "select a.query_start from pg_stat_activity a join pg_locks l on l.pid = a.pid where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())");
    }

    [Fact]
    public async Task A_turn_whose_session_is_gone_is_told_and_free()
    {
        using var turn = new ExperimentTurn(database.DataSource);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.TakeAsync<int>("cut", Patience, async token =>
        {
            await Some.ExecuteAsync(database.DataSource, "select pg_terminate_backend(pid) from pg_locks where database = (select oid from pg_database where datname = current_database()) and locktype = 'advisory' and granted and pid <> pg_backend_pid()");
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }));
        Assert.Equal(1, await turn.TakeAsync("cut", Patience, _ => Task.FromResult(1)));
    }

    [Fact]
    public async Task A_stopped_holder_loses_the_turn_but_not_before_the_servers_patience_is_over()
    {
        var beats = new StoppedClock(); // no signs of life, as in a stopped process
        using var stopped = new ExperimentTurn(database.DataSource, beats);
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var started = TimeProvider.System.GetTimestamp(); // before its session's last sign of life, from which the server counts
        var holding = stopped.TakeAsync("stopped", Patience, async _ =>
        {
            entered.SetResult();
            await release.Task;
            return 0;
        });
        await entered.Task;
        using var another = new ExperimentTurn(database.DataSource);
        Assert.Equal(1, await another.TakeAsync("stopped", Patience, _ => Task.FromResult(1)).WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= stopped.Silence, "the turn was taken from a holder before the server's patience was over");
        release.SetResult();
        await holding;
    }

    /// <summary>A clock whose timers never fire.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
