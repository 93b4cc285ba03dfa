using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>One of the appender's two connections is lost beside the other, and a message that breaks off after its first statement.</summary>
public sealed class BrokenConnectionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly JournalOptions Enduring = new()
    {
        MaxFlush = 70, LockPatience = Eventually.LongPatience, StatementTimeout = Eventually.LongPatience, RetryFor = Eventually.LongPatience,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_two_connections_that_is_cut_loses_nothing_and_doubles_nothing(bool first)
    {
        var name = first ? "first" : "second";
        await Some.ExecuteAsync(database.DataSource, Slow.Schema);
        await using var journal = Some.Journal(database.NewDataSource(), Enduring, new Slow($"{name}-slow"));
        var slow = journal.AppendAsync(Some.Append($"{name}-slow", 0, new Counted(1, 0)));
        await Eventually.HoldsAsync(async () => await AtLockAsync(granted: true) is not null);
        var beside = Enumerable.Range(0, 200).Select(i => journal.AppendAsync(Some.Append($"{name}-{i}", 0, new Counted(1, i)))).ToList();
        await Eventually.HoldsAsync(async () => await AtLockAsync(granted: false) is not null);
        var after = journal.AppendAsync(Some.Append($"{name}-slow", 1, new Counted(1, 1)));
        var repeated = journal.AppendAsync(new AppendRequest([new StreamAppend($"{name}-any", "test", StreamAppend.Any, [new Counted(1, 0)])], $"{name}-command"));

        var (cut, kept) = (await AtLockAsync(granted: first), await AtLockAsync(granted: !first));
        Assert.True(await Some.ScalarAsync<bool>(database.DataSource, $"select pg_terminate_backend({cut})"));
        await Eventually.HoldsAsync(async () => !await IsThereAsync(cut));
        Assert.True(await IsThereAsync(kept));
        await Some.ExecuteAsync(database.DataSource, Slow.Go);

        await Task.WhenAll([slow, .. beside, after, repeated]);
        Assert.False((await repeated).WasRepeat);
        Assert.Equal([new Counted(1, 0), new Counted(1, 1)], (await journal.ReadStreamAsync($"{name}-slow")).Select(e => e.Data));
        Assert.Equal(203, await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from mt_events where starts_with(stream_id, '{name}-')"));
        Assert.Equal(202, await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from mt_streams s where starts_with(id, '{name}-') and version = (select count(*) from mt_events where stream_id = s.id)"));
    }

    [Fact]
    public async Task A_message_that_breaks_off_after_its_events_is_written_once_and_holds_up_nobody()
    {
        const int textLength = 1_000_000;
        await Some.ExecuteAsync(database.DataSource, "create table if not exists noted (length int)");
        using var proxy = new CutProxy(database.ConnectionString);
        await using var proxied = JournalDataSource.Create(proxy.ConnectionString);
        await using var journal = Some.Journal(proxied, new JournalOptions { StatementTimeout = Eventually.LongPatience, RetryFor = Eventually.LongPatience }, new Noting("broken", textLength));
        await using var another = Some.Journal(database.NewDataSource(), new JournalOptions { RetryFor = Eventually.LongPatience });
        await journal.AppendAsync(Some.Append("whole", 0, new Counted(1, 0))); // its connection is open

        proxy.AllowToServer(textLength / 10); // the call of platform_append, and a part of what comes after it
        var broken = journal.AppendAsync(Some.Append("broken", 0, new Counted(1, 0)));
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<bool>(
            database.DataSource,
            $"select exists (select 1 from pg_locks l join pg_stat_activity a using (pid) where {AtAppendLock} and l.granted and a.wait_event = 'ClientRead')"));
        proxy.AllowToServer(long.MaxValue);
        var result = await another.AppendAsync(Some.Append("beside-broken", 0, new Counted(2, 0)));

        Assert.True(result.LastSequence < (await broken).LastSequence);
        Assert.Equal([new Counted(1, 0)], (await journal.ReadStreamAsync("broken")).Select(e => e.Data));
        Assert.Equal($"{textLength}", await Some.ScalarAsync<string>(database.DataSource, "select string_agg(length::text, ' ') from noted"));
    }

    private const string AtAppendLock =
        "l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database()) and ((l.classid::bigint << 32) | l.objid::bigint) = platform_append_lock_key()";

    // The session that holds the append lock, or the one that waits for it; null if there is none.
    private async Task<int?> AtLockAsync(bool granted)
    {
        await using var command = database.DataSource.CreateCommand($"select l.pid from pg_locks l where {AtAppendLock} and l.granted = {granted}");
        return await command.ExecuteScalarAsync() as int?;
    }

    private Task<bool> IsThereAsync(int? session) => Some.ScalarAsync<bool>(database.DataSource, $"select exists (select 1 from pg_stat_activity where pid = {session})");

    /// <summary>Writes the length of a long text beside the events of a stream.</summary>
    private sealed class Noting(string stream, int length) : IInlineProjection
    {
        private static readonly ProjectionStatement Note = new("insert into noted select length(text) from json_to_recordset($1) as r(text text)");

        public IReadOnlyList<string> Tables => ["noted"];

        public void Project(StreamEvent recorded, ProjectionBatch batch)
        {
            if (recorded.StreamId == stream)
                batch.Add(Note, stream, new { text = new string('x', length) });
        }
    }
}
