using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tests.Journal;
using Platform.Core.Tracking;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Tracking;

/// <summary>
/// Two web servers on one database. A server's append waits for the append lock, its next one is decided on what the first will bring, and the other server's
/// append takes the place of the first: what was decided on a state that never came must not be written.
/// </summary>
public sealed class OvertakenTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset At = TrackingProcess.At;
    // Whoever waits for the lock keeps its place in the line, however long the others take to line up.
    private static readonly JournalOptions Patient = new() { LockPatience = Eventually.LongPatience, StatementTimeout = Eventually.LongPatience, RetryFor = Eventually.LongPatience };
    private TrackingProcess _server = null!;
    private TrackingProcess _other = null!;

    public ValueTask InitializeAsync()
    {
        _server = new TrackingProcess(database.NewDataSource(), own: true, Patient);
        _other = new TrackingProcess(database.NewDataSource(), own: true, Patient);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task An_acknowledged_parameter_is_written_also_if_the_append_that_was_to_bring_it_is_refused()
    {
        var run = await _server.RunAsync();
        var (first, second) = await OvertakeAsync(
            run,
            () => _server.Store.ApplyAsync(run, new LogBatch { At = At, Params = [new("a", "1")] }),
            () => _server.Store.ApplyAsync(run, new LogBatch { At = At, Params = [new("a", "1"), new("b", "2")] }),
            new ParamsLogged(new Dictionary<string, string> { ["a"] = "other" }, At));
        await Assert.ThrowsAsync<ParamConflictException>(() => first);
        await Assert.ThrowsAsync<ParamConflictException>(() => second);
        Assert.Equal([new("a", "other")], (await _server.Views.RunAsync(run))!.Params);
    }

    [Fact]
    public async Task What_is_logged_to_a_restored_run_never_comes_before_its_restoration()
    {
        var run = await _server.RunAsync();
        await _server.Store.ApplyAsync(run, new DeleteRun { At = At });
        var (first, second) = await OvertakeAsync(
            run,
            () => _server.Store.ApplyAsync(run, new RestoreRun { At = At }),
            () => _server.Store.ApplyAsync(run, new LogBatch { At = At, Metrics = Points.Curve("loss", 2) }),
            MetricsLogged.Of(Points.Curve("late", 1), At));
        await first;
        // Both are decided again, in any order: the points come after the restoration, or are refused because it has not come yet.
        var refused = await Record.ExceptionAsync(() => second);
        Assert.True(refused is null or RunNotActiveException, refused?.ToString());
        var events = await _server.Journal.ReadStreamAsync(StreamNames.Run(run));
        string[] expected = ["run_created", "run_deleted", "metrics_logged", "run_restored", "metrics_logged"];
        Assert.Equal(refused is null ? expected : expected[..4], events.Select(e => e.Type));
    }

    [Fact]
    public async Task Points_are_not_written_to_a_run_that_another_server_has_deleted()
    {
        var run = await _server.RunAsync();
        var (first, second) = await OvertakeAsync(
            run,
            () => _server.Store.ApplyAsync(run, new LogBatch { At = At, Metrics = Points.Curve("loss", 2) }),
            () => _server.Store.ApplyAsync(run, new LogBatch { At = At, Metrics = Points.Curve("loss", 2, 2) }),
            new RunDeleted(At));
        await Assert.ThrowsAsync<RunNotActiveException>(() => first);
        await Assert.ThrowsAsync<RunNotActiveException>(() => second);
        Assert.Empty((await _server.Views.HistoryAsync(run, "loss")).Points);
    }

    [Fact]
    public async Task An_append_that_cannot_be_written_takes_those_along_that_were_decided_on_it()
    {
        var run = await _server.RunAsync();
        var (first, second) = await OvertakeAsync(
            run,
            () => _server.Store.ApplyAsync(run, new LogBatch { At = At, Params = [new("a", "1")] }, "used before"),
            () => _server.Store.ApplyAsync(run, new LogBatch { At = At, Params = [new("a", "1"), new("b", "2")] }),
            new RunUpdated(null, null, "renamed", At),
            "used before");
        await first;
        await second;
        Assert.Equal(["a", "b"], (await _server.Views.RunAsync(run))!.Params.Keys.Order());
    }

    // The append lock is held while the other server's append, then the first and the second of ours line up for it, in this order.
    private async Task<(Task First, Task Second)> OvertakeAsync(string run, Func<Task> first, Func<Task> second, RunEvent others, string? othersCommand = null)
    {
        var version = (await _server.Journal.ReadStreamAsync(StreamNames.Run(run))).Count;
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand(AppendLock.Take, connection))
            await take.ExecuteNonQueryAsync();
        var overtaking = _other.Journal.AppendAsync(new AppendRequest([new StreamAppend(StreamNames.Run(run), StreamNames.RunType, version, [others])], othersCommand));
        await WaitersAsync(1);
        var one = first();
        await WaitersAsync(2);
        var two = second();
        await transaction.RollbackAsync();
        await overtaking;
        await Eventually.HoldsAsync(() => one.IsCompleted && two.IsCompleted);
        return (one, two);
    }

    private Task WaitersAsync(int number) => Eventually.HoldsAsync(async () => number == await Some.ScalarAsync<long>(
        database.DataSource, "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())"));
}
