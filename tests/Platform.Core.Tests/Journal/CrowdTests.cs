using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>Appends of so many callers that two transactions are under way at a time.</summary>
public sealed class CrowdTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly JournalOptions SmallFlushes = new() { MaxFlush = 70 };

    [Fact]
    public async Task While_many_wait_a_second_transaction_is_laid_out_beside_the_first()
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
    public async Task A_crowd_outlives_its_connections()
    {
        await using var source = database.NewDataSource();
        await using var journal = Some.Journal(source, SmallFlushes);
        var writing = Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            for (var step = 0; step < 8; step++)
                await journal.AppendAsync(Some.Append($"storm-{i}", step, new Counted(i, step)));
        }));
        for (var kill = 0; kill < 12 && !writing.IsCompleted; kill++)
        {
            var before = await CountAsync("storm-");
            await Some.ScalarAsync<long>(database.DataSource, "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()");
            await Eventually.HoldsAsync(async () => writing.IsCompleted || await CountAsync("storm-") > before, TimeSpan.FromSeconds(60));
        }
        await writing;
        Assert.Equal(4_000, await CountAsync("storm-"));
    }

    private Task<long> CountAsync(string prefix) => Some.ScalarAsync<long>(database.DataSource, $"select count(*) from mt_events where starts_with(stream_id, '{prefix}')");

    /// <summary>Holds a transaction up until another one is laid out too, once.</summary>
    private sealed class Meeting : IInlineProjection, IDisposable
    {
        private readonly Barrier _both = new(2);
        private volatile bool _over;

        public bool Met { get; private set; }

        public IReadOnlyList<string> Tables => [];

        public void Project(StreamEvent recorded, ProjectionBatch batch)
        {
            if (_over || ((Counted)recorded.Data).Number < 500)
                return; // by then all of them wait
            Met |= _both.SignalAndWait(TimeSpan.FromSeconds(10));
            _over = true;
        }

        public void Dispose() => _both.Dispose();
    }
}
