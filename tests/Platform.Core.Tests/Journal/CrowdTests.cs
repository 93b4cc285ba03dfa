using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>Appends of so many callers that two transactions are under way at a time.</summary>
public sealed class CrowdTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly JournalOptions SmallFlushes = new() { MaxFlush = 70 };

    [Fact]
    public async Task While_a_transaction_is_under_way_many_that_come_are_sent_beside_it()
    {
        using var meeting = new Meeting();
        await using var journal = Some.Journal(database.DataSource, SmallFlushes, meeting);
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => journal.AppendAsync(Some.Append($"meet-{i}", 0, new Counted(1, i)))));
        Assert.True(meeting.Met);
        Assert.Equal(1_000, await Some.ScalarAsync<long>(database.DataSource, "select count(*) from mt_events where stream_id like 'meet-%'"));
    }

    [Fact]
    public async Task Streams_and_commands_of_a_crowd_are_neither_lost_nor_doubled_nor_out_of_order()
    {
        await using var journal = Some.Journal(database.DataSource, SmallFlushes);
        await using var foreign = Some.Journal(database.NewDataSource());
        var chains = Enumerable.Range(0, 5).SelectMany(step => Enumerable.Range(0, 300).Select(i => journal.AppendAsync(Some.Append($"line-{i}", step, new Counted(i, step))))).ToList();
        var shared = Enumerable.Range(0, 300).Select(i => journal.AppendAsync(Some.Append("square", StreamAppend.Any, new Counted(1, i)))).ToList();
        var others = Enumerable.Range(0, 50).Select(i => foreign.AppendAsync(Some.Append("square", StreamAppend.Any, new Counted(2, i)))).ToList();
        var pairs = Enumerable.Range(0, 200).Select(i => journal.AppendAsync(new AppendRequest(
            [new StreamAppend($"pair-{i}", "test", 0, [new Counted(1, i)]), new StreamAppend($"road-{i % 7}", "test", StreamAppend.Any, [new Counted(1, i)])]))).ToList();
        var commands = Enumerable.Range(0, 300).Select(i => journal.AppendAsync(new AppendRequest([new StreamAppend($"order-{i % 100}", "test", StreamAppend.Any, [new Counted(1, i)])], $"crowd-{i % 100}"))).ToList();
        var conflicts = Enumerable.Range(0, 100).Select(i => Record.ExceptionAsync(() => journal.AppendAsync(Some.Append($"line-{i}", 99, new Counted(9, 9)))).AsTask()).ToList();

        await Task.WhenAll([.. chains, .. shared, .. others, .. pairs, .. commands]);
        Assert.All(await Task.WhenAll(conflicts), error => Assert.IsType<VersionConflictException>(error));
        foreach (var i in (int[])[0, 1, 150, 299])
            Assert.Equal([new Counted(i, 0), new Counted(i, 1), new Counted(i, 2), new Counted(i, 3), new Counted(i, 4)], (await journal.ReadStreamAsync($"line-{i}")).Select(e => e.Data));
        var square = (await journal.ReadStreamAsync("square")).Select(e => (Counted)e.Data).ToList();
        Assert.Equal(Enumerable.Range(0, 300), square.Where(e => e.Writer == 1).Select(e => e.Number));
        Assert.Equal(Enumerable.Range(0, 50), square.Where(e => e.Writer == 2).Select(e => e.Number));
        Assert.Equal(1_500, await CountAsync("line-"));
        Assert.Equal(200, await CountAsync("pair-"));
        Assert.Equal(200, await CountAsync("road-"));
        Assert.Equal(100, await CountAsync("order-"));
        Assert.Equal(100, (await Task.WhenAll(commands)).Count(result => !result.WasRepeat));
        // Versions are gapless, and the stream's own row says the last one.
        Assert.Equal(0, await Some.ScalarAsync<long>(database.DataSource,
            "select count(*) from (select s.version, count(*) n, max(e.version) last from mt_streams s join mt_events e on e.stream_id = s.id group by s.id) q where n <> version or last <> version"));
    }

    [Fact]
    public async Task What_waits_for_a_stream_under_way_is_not_overtaken_on_its_other_streams()
    {
        using var gate = new Gate("busy");
        await using var journal = Some.Journal(database.DataSource, SmallFlushes, gate);
        var busy = journal.AppendAsync(Some.Append("busy", 0, new Counted(1, 0)));
        gate.WaitUntilReached();
        var both = journal.AppendAsync(new AppendRequest([new StreamAppend("busy", "test", 1, [new Counted(1, 1)]), new StreamAppend("quiet", "test", 0, [new Counted(1, 0)])]));
        var next = journal.AppendAsync(Some.Append("quiet", 1, new Counted(1, 1)));
        var crowd = Enumerable.Range(0, 200).Select(i => journal.AppendAsync(Some.Append($"by-{i}", 0, new Counted(1, i)))).ToList();
        await gate.OthersAsync();
        gate.Open();
        await Task.WhenAll([busy, both, next, .. crowd]);
        Assert.Equal([new Counted(1, 0), new Counted(1, 1)], (await journal.ReadStreamAsync("quiet")).Select(e => e.Data));
    }

    [Fact]
    public async Task What_a_transaction_leaves_out_is_not_overtaken_on_its_stream()
    {
        using var gate = new Gate("first");
        await using var journal = Some.Journal(database.DataSource, SmallFlushes, gate);
        var first = journal.AppendAsync(Some.Append("first", 0, new Counted(1, 0)));
        gate.WaitUntilReached();
        var company = journal.AppendAsync(Some.Append("company", 0, new Counted(1, 0)));
        var alone = journal.AppendAsync(Some.Append("lonely", 0, new Counted(1, 0)) with { Alone = true });
        var next = journal.AppendAsync(Some.Append("lonely", 1, new Counted(1, 1)));
        gate.Open();
        await Task.WhenAll(first, company, alone, next);
        Assert.Equal([new Counted(1, 0), new Counted(1, 1)], (await journal.ReadStreamAsync("lonely")).Select(e => e.Data));
    }

    [Fact]
    public async Task A_transaction_that_takes_longer_than_the_patience_fails_nothing_that_waits_beside_it_even_at_the_end()
    {
        await Some.ExecuteAsync(database.DataSource, Slow.Schema);
        var options = SmallFlushes with { LockPatience = TimeSpan.FromMilliseconds(50), StatementTimeout = Eventually.LongPatience, RetryFor = Eventually.LongPatience };
        var journal = Some.Journal(database.DataSource, options, new Slow("slow"));
        var slow = journal.AppendAsync(Some.Append("slow", 0, new Counted(1, 0)));
        await Eventually.HoldsAsync(async () => await AtLockAsync(granted: true) == 1);
        var beside = Enumerable.Range(0, 200).Select(i => journal.AppendAsync(Some.Append($"beside-{i}", 0, new Counted(1, i)))).ToList();
        var waits = new HashSet<DateTime>();
        await Eventually.HoldsAsync(async () =>
        {
            if (await WaitAtLockAsync() is { } since)
                waits.Add(since);
            return waits.Count >= 3; // its patience has ended twice
        });
        Assert.False(slow.IsCompleted);
        var ending = journal.DisposeAsync();
        await Some.ExecuteAsync(database.DataSource, Slow.Go);
        await ending;
        await Task.WhenAll([slow, .. beside]);
        Assert.Equal(200, await CountAsync("beside-"));
    }

    [Fact]
    public async Task A_crowd_outlives_its_connections()
    {
        await using var source = database.NewDataSource();
        await using var journal = Some.Journal(source, SmallFlushes);
        var writing = Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            for (var step = 0; step < 8; step++)
                await journal.AppendAsync(Some.Append($"storm-{i}", step, new Counted(i, step)));
        }));
        var killed = 0L;
        for (var kill = 0; kill < 12 && !writing.IsCompleted; kill++)
        {
            var before = await CountAsync("storm-");
            killed += await Some.ScalarAsync<long>(
                database.DataSource,
                """
                select count(*) from (select distinct pid from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()
                and database = (select oid from pg_database where datname = current_database())) held where pg_terminate_backend(pid)
                """);
            await Eventually.HoldsAsync(async () => writing.IsCompleted || await CountAsync("storm-") > before);
        }
        await writing;
        Assert.True(killed > 0);
        Assert.Equal(4_000, await CountAsync("storm-"));
    }

    private Task<long> CountAsync(string prefix) => Some.ScalarAsync<long>(database.DataSource, $"select count(*) from mt_events where starts_with(stream_id, '{prefix}')");

    // Since when an append has waited for the lock; null if none does.
    private async Task<DateTime?> WaitAtLockAsync()
    {
        await using var command = database.DataSource.CreateCommand(
            "select a.query_start from pg_stat_activity a where datname = current_database() and a.wait_event_type = 'Lock' and a.query like '%platform_append%'");
        return await command.ExecuteScalarAsync() as DateTime?;
    }

    private Task<long> AtLockAsync(bool granted) => Some.ScalarAsync<long>(
        database.DataSource,
        $"""
        select count(*) from pg_locks where locktype = 'advisory' and {(granted ? "" : "not ")}granted and database = (select oid from pg_database where datname = current_database())
        and ((classid::bigint << 32) | objid::bigint) = platform_append_lock_key()
        """);

    /// <summary>Holds a transaction up until another one is laid out too, once.</summary>
    private sealed class Meeting : IInlineProjection, IDisposable
    {
        private readonly Barrier _both = new(2);
        private volatile bool _over;

        public bool Met { get; private set; }

        public IReadOnlyList<string> Tables => [];

        public void Project(StreamEvent recorded, ProjectionBatch batch)
        {
            if (_over)
                return;
            Met |= _both.SignalAndWait(Eventually.Patience);
            _over = true;
        }

        public void Dispose() => _both.Dispose();
    }

    /// <summary>Holds the transaction of a stream up until it is opened, and tells when another one is laid out.</summary>
    private sealed class Gate(string stream) : IInlineProjection, IDisposable
    {
        private readonly ManualResetEventSlim _reached = new();
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _others = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> Tables => [];

        public void Project(StreamEvent recorded, ProjectionBatch batch)
        {
            if (recorded.StreamId != stream)
            {
                _others.TrySetResult();
                return;
            }
            _reached.Set();
            _open.Wait(Eventually.Patience);
        }

        public void WaitUntilReached() => Assert.True(_reached.Wait(Eventually.Patience));

        public Task OthersAsync() => _others.Task.WaitAsync(Eventually.Patience);

        public void Open() => _open.Set();

        public void Dispose()
        {
            _reached.Dispose();
            _open.Dispose();
        }
    }
}
