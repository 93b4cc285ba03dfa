using Npgsql;

namespace Platform.Core.Journal;

/// <summary>The tables of projections once more, empty, in a schema of their own, and filled from the journal's events. Not thread-safe.</summary>
/// <param name="connection">Writes; used for nothing else meanwhile.</param>
/// <param name="schema">Its name; of nobody else.</param>
/// <param name="passedOver">An SQL condition: events that no projection does anything with, which need not be read.</param>
internal sealed class ShadowViews(
    NpgsqlDataSource database, NpgsqlConnection connection, EventTypes types, IReadOnlyList<IInlineProjection> projections, string schema, string passedOver = "false")
{
    private const int EventsPerStep = 5000;
    private const int FewEvents = 200;

    /// <summary>The tables' names.</summary>
    public IReadOnlyList<string> Tables { get; } = [.. projections.SelectMany(p => p.Tables)];

    /// <summary>Makes the schema anew with empty tables.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        await ExecuteAsync($"drop schema if exists {schema} cascade; create schema {schema}", cancellation);
        foreach (var table in Tables)
            await ExecuteAsync($"create table {schema}.{table} (like public.{table} including all){await StorageAsync(table, cancellation)}", cancellation);
    }

    // Such as fillfactor, which the clause like leaves behind.
    private async Task<string> StorageAsync(string table, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '') from pg_class where oid = 'public.{table}'::regclass", connection);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public Task DropAsync(CancellationToken cancellation) => ExecuteAsync($"drop schema if exists {schema} cascade", cancellation);

    /// <summary>
    /// Replays events step by step, each in a transaction of its own, until few are left; answers the position reached. While the database writes a step, the next
    /// one is read and projected.
    /// </summary>
    /// <param name="after">The position from which to go on.</param>
    public async Task<long> CatchUpAsync(IProgress<long>? progress, CancellationToken cancellation, long after = 0)
    {
        await using var reader = await database.OpenConnectionAsync(cancellation);
        var next = ReadAsync(reader, after, EventsPerStep, cancellation);
        try
        {
            while (true)
            {
                var step = await next;
                var last = step.IsShort;
                if (!last)
                    next = ReadAsync(reader, step.Position, EventsPerStep, cancellation);
                await using (var transaction = await connection.BeginTransactionAsync(cancellation))
                {
                    // A commit that comes later flushes what these leave to be flushed.
                    await WriteAsync(step.Batch, "; set local synchronous_commit = off", cancellation);
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

    /// <summary>Replays all events after a position that the present transaction sees.</summary>
    public async Task FinishAsync(long position, CancellationToken cancellation)
    {
        for (var before = -1L; position > before;)
            (before, position) = (position, await StepAsync(position, EventsPerStep, cancellation));
    }

    /// <summary>Replays at most so many events after a position in the present transaction; answers the position after them, the same at the end of the journal.</summary>
    public async Task<long> StepAsync(long position, int max, CancellationToken cancellation)
    {
        var step = await ReadAsync(connection, position, max, cancellation);
        await WriteAsync(step.Batch, "", cancellation);
        return step.Position;
    }

    private async Task<Step> ReadAsync(NpgsqlConnection from, long position, int max, CancellationToken cancellation)
    {
        var events = await EventJournal.ReadAllAsync(from, types, position, max, cancellation, passedOver);
        var batch = new ProjectionBatch();
        foreach (var recorded in events)
        {
            foreach (var projection in projections)
                projection.Project(new StreamEvent(recorded.StreamId, recorded.Version, recorded.Data), batch);
        }
        // Few events may also be large ones, after which there are more.
        var last = events.Count == 0 ? position : events[^1].Sequence;
        var isShort = last - position < FewEvents && events.Sum(e => (e.Data as IBinaryEvent)?.Block.LongLength ?? 0) < EventJournal.MostBytes;
        return new Step(batch, isShort, last);
    }

    private async Task WriteAsync(ProjectionBatch batch, string settings, CancellationToken cancellation)
    {
        await ExecuteAsync($"set local search_path = {schema}, public{settings}", cancellation);
        await using var commands = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var command in batch.Commands())
            commands.BatchCommands.Add(command);
        if (commands.BatchCommands.Count > 0)
            await commands.ExecuteNonQueryAsync(cancellation);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed record Step(ProjectionBatch Batch, bool IsShort, long Position);
}
