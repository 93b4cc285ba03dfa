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
    private const int EventsPerStep = 5000;
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

    // While the database writes a step, the next one is read and projected.
    private async Task<long> CatchUpAsync(NpgsqlConnection connection, IProgress<long>? progress, CancellationToken cancellation)
    {
        await using var reader = await database.OpenConnectionAsync(cancellation);
        var next = ReadAsync(reader, 0, cancellation);
        try
        {
            while (true)
            {
                var step = await next;
                var last = step.Events < EventsLeftForTheLock;
                if (!last)
                    next = ReadAsync(reader, step.Position, cancellation);
                await using (var transaction = await connection.BeginTransactionAsync(cancellation))
                {
                    // The exchange's commit flushes what these leave to be flushed.
                    await WriteAsync(connection, step.Batch, $"set local search_path = {Shadow}, public; set local synchronous_commit = off", cancellation);
                    await transaction.CommitAsync(cancellation);
                }
                progress?.Report(step.Position);
                if (last)
                    return step.Position;
            }
        }
        finally
        {
            await Task.WhenAny(next); // it must have left the connection alone before that is closed; its own error says nothing new
        }
    }

    // Under the append lock no event can come between the last one replayed and the exchange.
    private async Task ExchangeAsync(NpgsqlConnection connection, long position, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, AppendLock.Take, cancellation);
        Step step;
        do
        {
            step = await ReadAsync(connection, position, cancellation);
            await WriteAsync(connection, step.Batch, $"set local search_path = {Shadow}, public", cancellation);
            position = step.Position;
        }
        while (step.Events > 0);
        await ExecuteAsync(connection, "set local search_path = public", cancellation);
        foreach (var table in Tables)
            await ExecuteAsync(connection, $"drop table {table}; alter table {Shadow}.{table} set schema public", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<Step> ReadAsync(NpgsqlConnection connection, long position, CancellationToken cancellation)
    {
        var events = await EventJournal.ReadAllAsync(connection, types, position, EventsPerStep, cancellation);
        var batch = new ProjectionBatch();
        foreach (var recorded in events)
        {
            foreach (var projection in projections)
                projection.Project(new StreamEvent(recorded.StreamId, recorded.Version, recorded.Data), batch);
        }
        return new Step(batch, events.Count, events.Count == 0 ? position : events[^1].Sequence);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, ProjectionBatch batch, string settings, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, settings, cancellation);
        await using var commands = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var command in batch.Commands())
            commands.BatchCommands.Add(command);
        if (commands.BatchCommands.Count > 0)
            await commands.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed record Step(ProjectionBatch Batch, int Events, long Position);
}
