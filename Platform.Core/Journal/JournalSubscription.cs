using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Follows the journal under a name. The handler's effects in the database and the position are committed together, so each event
/// takes effect there exactly once and in order; effects outside happen at least once and must be idempotent. Several processes may
/// run the same name: one works at a time, the others take over when it ends.
/// </summary>
public sealed class JournalSubscription(
    NpgsqlDataSource database, EventTypes types, JournalNotifications notifications, string name, int batchSize = 500, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>What a handler does with events: write through the transaction's connection; never commit it.</summary>
    public delegate Task Handler(IReadOnlyList<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellation);

    /// <summary>The last sequence number whose effects are committed; 0 before the first.</summary>
    public async Task<long> PositionAsync(CancellationToken cancellation = default)
    {
        await using var command = database.CreateCommand("select last_seq_id from mt_event_progression where name = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    /// <summary>Runs until cancelled. A lost database is waited for; the handler's own exceptions and unknown events end it, with nothing of that batch done.</summary>
    public async Task RunAsync(Handler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var retry = 0;
        while (true)
        {
            try
            {
                var (read, position) = await StepAsync(handler, cancellation);
                retry = 0;
                if (read == 0)
                    await notifications.WaitForAsync(position, TimeSpan.FromSeconds(2), cancellation);
            }
            catch (Exception error) when (Transient.IsTransient(error))
            {
                await Task.Delay(Transient.Delay(retry++), _time, cancellation);
            }
        }
    }

    /// <summary>Handles one batch, if there is one; answers how many events it held and the position after it.</summary>
    public async Task<(int Events, long Position)> StepAsync(Handler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var position = await LockPositionAsync(connection, cancellation);
        var events = await EventJournal.ReadAllAsync(connection, types, position, batchSize, cancellation);
        if (events.Count == 0)
            return (0, position);
        await handler(events, transaction, cancellation);
        await using var move = new NpgsqlCommand("update mt_event_progression set last_seq_id = $2, last_updated = now() where name = $1", connection);
        move.Parameters.Add(new NpgsqlParameter { Value = name });
        move.Parameters.Add(new NpgsqlParameter { Value = events[^1].Sequence });
        await move.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return (events.Count, events[^1].Sequence);
    }

    // The row lock keeps other processes with the same name waiting; a process that vanishes is timed out by the server.
    private async Task<long> LockPositionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string sql =
            """
            set local idle_in_transaction_session_timeout = '30s'; set local tcp_user_timeout = '5s';
            insert into mt_event_progression (name, last_seq_id, last_updated) values (@name, 0, now()) on conflict do nothing;
            select last_seq_id from mt_event_progression where name = @name for update
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter("name", name));
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
