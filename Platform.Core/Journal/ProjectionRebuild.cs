using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Builds views anew from all events while writers go on: into tables of a schema of its own, which take the old ones' place at the end.
/// Writers wait only for the last few events and the exchange.
/// </summary>
public sealed class ProjectionRebuild(NpgsqlDataSource database, EventTypes types, IReadOnlyList<IInlineProjection> projections)
{
    private const string Shadow = "platform_rebuild";
    private const long RebuildLock = 5498263108422021;
    private const int EventsPerStep = 2000;
    private const int EventsLeftForTheLock = 200;

    private string[] Tables => [.. projections.SelectMany(p => p.Tables)];

    /// <summary>Rebuilds every table of the projections and reports the sequence number reached from time to time.</summary>
    public async Task RunAsync(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_lock({RebuildLock})", cancellation); // released with the connection
        await ExecuteAsync(connection, $"drop schema if exists {Shadow} cascade; create schema {Shadow}", cancellation);
        foreach (var table in Tables)
            await ExecuteAsync(connection, $"create table {Shadow}.{table} (like {table} including all)", cancellation);
        var position = await CatchUpAsync(connection, progress, cancellation);
        await ExchangeAsync(connection, position, cancellation);
        await ExecuteAsync(connection, $"drop schema {Shadow} cascade; select pg_advisory_unlock({RebuildLock})", cancellation);
    }

    private async Task<long> CatchUpAsync(NpgsqlConnection connection, IProgress<long>? progress, CancellationToken cancellation)
    {
        var position = 0L;
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var (events, last) = await ReplayAsync(connection, position, EventsPerStep, cancellation);
            await transaction.CommitAsync(cancellation);
            position = last;
            progress?.Report(position);
            if (events < EventsLeftForTheLock)
                return position;
        }
    }

    // Under the append lock no event can come between the last one replayed and the exchange.
    private async Task ExchangeAsync(NpgsqlConnection connection, long position, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, AppendLock.Take, cancellation);
        for (var events = EventsPerStep; events == EventsPerStep;)
            (events, position) = await ReplayAsync(connection, position, EventsPerStep, cancellation);
        await ExecuteAsync(connection, "set local search_path = public", cancellation);
        foreach (var table in Tables)
            await ExecuteAsync(connection, $"drop table {table}; alter table {Shadow}.{table} set schema public", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<(int Events, long Position)> ReplayAsync(NpgsqlConnection connection, long position, int max, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, $"set local search_path = {Shadow}, public", cancellation);
        var events = await EventJournal.ReadAllAsync(connection, types, position, max, cancellation);
        var batch = new ProjectionBatch();
        foreach (var recorded in events)
        {
            foreach (var projection in projections)
                projection.Project(new StreamEvent(recorded.StreamId, recorded.Version, recorded.Data), batch);
        }
        foreach (var command in batch.Commands())
        {
            await using var single = new NpgsqlBatch(connection) { BatchCommands = { command } };
            await single.ExecuteNonQueryAsync(cancellation);
        }
        return (events.Count, events.Count == 0 ? position : events[^1].Sequence);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
