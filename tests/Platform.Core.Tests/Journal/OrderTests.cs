using System.Globalization;
using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>Sequence numbers become visible in their order, whoever writes.</summary>
public sealed class OrderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Writers = 8;
    private const int EventsPerWriter = 2000;
    private const string InsertDrawingInside =
        """
        insert into mt_events (seq_id, id, stream_id, version, data, type)
        select nextval('mt_events_sequence'), gen_random_uuid(), $1, $2::bigint + n, '{"writer": 1, "number": 1}', 'counted' from generate_series(1, $3) n
        """;

    [Fact]
    public async Task A_naive_reader_misses_nothing_while_many_processes_write()
    {
        await Some.ExecuteAsync(database.DataSource, "insert into mt_streams (id, version) select 'foreign-' || n, 1000000 from generate_series(1, 3) n");
        using var written = new CancellationTokenSource();
        var reader = FollowAsync(written.Token);
        var writers = Enumerable.Range(0, Writers - 3).Select(AppendAsync).Concat(Enumerable.Range(1, 3).Select(InsertAsync)).ToList();
        await Task.WhenAll(writers);
        await written.CancelAsync();

        var seen = await reader;
        var all = await Some.ScalarAsync<long[]>(database.DataSource, "select array_agg(seq_id order by seq_id) from mt_events");
        Assert.Equal(
            Writers * EventsPerWriter,
            await Some.ScalarAsync<long>(database.DataSource, "select count(*) from mt_events where stream_id like 'order-%' or stream_id like 'foreign-%'"));
        Assert.Equal(all, seen); // each once, in order; a gap that was passed has stayed empty
    }

    [Fact]
    public async Task A_foreign_insert_waits_for_the_append_lock()
    {
        await Some.ExecuteAsync(database.DataSource, "insert into mt_streams (id, version) values ('waiting', 1)");
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await ExecuteAsync(holder, "select pg_advisory_xact_lock(platform_append_lock_key())");

        await using var writer = await database.DataSource.OpenConnectionAsync();
        await ExecuteAsync(writer, "set lock_timeout = '300ms'");
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(writer, InsertDrawingInside, "waiting", 0L, 1));
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, error.SqlState);
        await held.RollbackAsync();
        await ExecuteAsync(writer, InsertDrawingInside, "waiting", 0L, 1);
    }

    [Fact]
    public async Task Numbers_drawn_before_the_lock_are_refused_once_another_commit_has_overtaken_them()
    {
        await Some.ExecuteAsync(database.DataSource, "insert into mt_streams (id, version) values ('early', 1)");
        var early = await Some.ScalarAsync<long>(database.DataSource, "select nextval('mt_events_sequence')");
        await using var journal = Some.Journal(database.NewDataSource());
        await journal.AppendAsync(Some.Append("overtaker", 0, new Counted(1, 1)));
        var insert = string.Create(
            CultureInfo.InvariantCulture,
            $"insert into mt_events (seq_id, id, stream_id, version, data, type) values ({early}, gen_random_uuid(), 'early', 1, '{{}}', 'counted')");
        var error = await Assert.ThrowsAsync<PostgresException>(() => Some.ExecuteAsync(database.DataSource, insert));
        Assert.Equal(PostgresErrorCodes.SerializationFailure, error.SqlState);
    }

    [Fact]
    public async Task Only_read_committed_transactions_may_append()
    {
        await Some.ExecuteAsync(database.DataSource, "insert into mt_streams (id, version) values ('isolated', 1)");
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, InsertDrawingInside, "isolated", 0L, 1));
        Assert.Contains("READ COMMITTED", error.MessageText, StringComparison.Ordinal);
    }

    private async Task AppendAsync(int writer)
    {
        await using var journal = Some.Journal(database.NewDataSource());
        for (var number = 0; number < EventsPerWriter; number += 20)
        {
            var appends = Enumerable.Range(number, 20).Select(n => journal.AppendAsync(Some.Append($"order-{writer}", n, new Counted(writer, n))));
            await Task.WhenAll(appends);
        }
    }

    private async Task InsertAsync(int writer)
    {
        await using var source = database.NewDataSource();
        await using var connection = await source.OpenConnectionAsync();
        for (var number = 0; number < EventsPerWriter; number += 20)
            await ExecuteAsync(connection, InsertDrawingInside, $"foreign-{writer}", (long)number, 20);
    }

    private async Task<List<long>> FollowAsync(CancellationToken written)
    {
        await using var journal = Some.Journal(database.NewDataSource());
        var seen = new List<long>();
        while (true)
        {
            var last = written.IsCancellationRequested;
            var events = await journal.ReadAllAsync(seen.Count == 0 ? 0 : seen[^1], 500, cancellation: CancellationToken.None);
            seen.AddRange(events.Select(e => e.Sequence));
            if (last && events.Count == 0)
                return seen;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
