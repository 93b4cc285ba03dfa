using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Core.Journal;

/// <summary>A connection of the appender's own: opened when needed, with timeouts that keep a vanished process from stalling others. Not thread-safe.</summary>
internal sealed class AppendConnection(NpgsqlDataSource database, JournalOptions options) : IAsyncDisposable
{
    // What guards the tables against other writers is known to hold here (see 0026_append_session.sql). Only some users of the database may say so; the others wait for the guards.
    private const string LeaveGuardsOut =
        "do $$ begin set session_replication_role = replica; exception when insufficient_privilege then null; end $$";

    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _locked;

    /// <summary>Takes the append lock in a transaction that the next <see cref="SendAsync"/> ends: for an append that must read under the lock.</summary>
    public async Task LockAsync(CancellationToken cancellation)
    {
        var connection = await OpenAsync(cancellation);
        _locked = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(AppendLock.Take, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Executes commands, platform_append the first of them, in one message and one transaction; answers the events' sequence numbers.</summary>
    public async Task<long[]> SendAsync(IReadOnlyList<NpgsqlBatchCommand> commands, CancellationToken cancellation)
    {
        var connection = await OpenAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)Math.Ceiling(options.StatementTimeout.TotalSeconds) + 5 };
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        var numbers = await ExecuteAsync(batch, cancellation);
        if (_locked is not null)
            await _locked.CommitAsync(cancellation);
        _locked = null;
        return numbers;
    }

    /// <summary>The present versions of streams; those that do not exist are left out.</summary>
    public async Task<Dictionary<string, long>> VersionsAsync(IReadOnlyCollection<string> streams, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select id, version from mt_streams where id = any ($1)", await OpenAsync(cancellation));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams] });
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            versions.Add(reader.GetString(0), reader.GetInt64(1));
        return versions;
    }

    /// <summary>The first answers to command ids that were used before.</summary>
    public async Task<Dictionary<string, AppendResult>> AnswersAsync(IReadOnlyCollection<string> commands, CancellationToken cancellation)
    {
        const string sql = "select command_id, versions, last_sequence from platform_commands where command_id = any ($1)";
        await using var command = new NpgsqlCommand(sql, await OpenAsync(cancellation));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. commands] });
        var answers = new Dictionary<string, AppendResult>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            answers.Add(reader.GetString(0), new AppendResult(await reader.GetFieldValueAsync<long[]>(1, cancellation), reader.GetInt64(2), WasRepeat: true));
        return answers;
    }

    /// <summary>Which of the items have been committed by an earlier sending: item → sequence number of its last event. Event ids tell.</summary>
    public async Task<Dictionary<PendingAppend, long>> CommittedAsync(IReadOnlyList<PendingAppend> items, CancellationToken cancellation)
    {
        const string sql =
            """
            select q.ord, l.seq_id from unnest($1, $2, $3, $4, $5) with ordinality as q(first_stream, first_version, first_id, last_stream, last_version, ord)
            join mt_events f on f.stream_id = q.first_stream and f.version = q.first_version and f.id = q.first_id
            join mt_events l on l.stream_id = q.last_stream and l.version = q.last_version
            """;
        await using var command = new NpgsqlCommand(sql, await OpenAsync(cancellation));
        Add(NpgsqlDbType.Text, items.Select(i => i.Request.Streams[0].StreamId).ToArray());
        Add(NpgsqlDbType.Bigint, items.Select(i => i.Bases[0]!.Value + 1).ToArray());
        Add(NpgsqlDbType.Uuid, items.Select(i => i.Events[0][0].Id).ToArray());
        Add(NpgsqlDbType.Text, items.Select(i => i.Request.Streams[^1].StreamId).ToArray());
        Add(NpgsqlDbType.Bigint, items.Select(i => AppendPlan.VersionsOf(i)[^1]).ToArray());
        var committed = new Dictionary<PendingAppend, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            committed.Add(items[(int)reader.GetInt64(0) - 1], reader.GetInt64(1));
        return committed;

        void Add(NpgsqlDbType element, Array values) =>
            command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | element });
    }

    /// <summary>Ends an open locked transaction after an error that left the connection whole.</summary>
    public async Task RollBackAsync()
    {
        if (_locked is not null)
            await _locked.DisposeAsync();
        _locked = null;
    }

    /// <summary>Closes the connection; the next use opens another.</summary>
    public async Task DropAsync()
    {
        _locked = null;
        var connection = _connection;
        _connection = null;
        if (connection is not null)
            await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await DropAsync();

    private static async Task<long[]> ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var numbers = await reader.GetFieldValueAsync<long[]>(0, cancellation);
        while (await reader.NextResultAsync(cancellation))
        {
        }
        return numbers; // the last NextResult has read that the transaction is committed
    }

    /// <summary>The connection, opened if it is not: an error of this is no error of what was to be sent.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        if (_connection is { } open && open.FullState.HasFlag(System.Data.ConnectionState.Open))
            return open;
        await DropAsync();
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(Settings(), connection);
            await command.ExecuteNonQueryAsync(cancellation);
            await using var role = new NpgsqlCommand(LeaveGuardsOut, connection);
            await role.ExecuteNonQueryAsync(cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        return _connection = connection;
    }

    // Appends touch single rows by key; without statistics a planner may choose to read a whole view instead. Nor may it start parallel workers: it takes the check that no number was
    // overtaken for a third of the journal, and two processes begun for each append cost 12 ms.
    private string Settings() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         set lock_timeout = {(int)options.LockPatience.TotalMilliseconds}; set statement_timeout = {(int)options.StatementTimeout.TotalMilliseconds};
         set idle_in_transaction_session_timeout = 2000; set tcp_user_timeout = 3000;
         set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 2;
         set jit = off; set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off;
         set max_parallel_workers_per_gather = 0
         """);
}
