using Npgsql;
using Platform.Core.Tracking.Store;

namespace Platform.Core.Journal;

/// <summary>
/// Builds views anew from all events while writers go on: into tables of a schema of its own, which take the old ones' place at the end.
/// Writers wait only for the last few events and the exchange.
/// </summary>
/// <param name="passedOver">An SQL condition over mt_events: events that none of the projections does anything with, which are not read.</param>
public sealed class ProjectionRebuild(NpgsqlDataSource database, EventTypes types, IReadOnlyList<IInlineProjection> projections, string passedOver = "false")
{
    private const string Schema = "platform_rebuild";
    private const long RebuildLock = 5498263108422021;
    private const int MostTries = 60;
    private static readonly TimeSpan LockPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Rebuilds every table of the projections, and with those of runs the latest of their metrics.</summary>
    /// <param name="progress">Is told the sequence number reached from time to time.</param>
    /// <param name="latest">Is told of how many runs the latest metrics are made.</param>
    /// <param name="waits">Is told of another process that is waited for.</param>
    public async Task RunAsync(IProgress<long>? progress = null, IProgress<long>? latest = null, IProgress<string>? waits = null, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await SessionLock.TakeAsync(connection, RebuildLock, () => waits?.Report("Waiting for another rebuild."), cancellation);
        await JournalSchema.LockAsync(connection, () => waits?.Report("Waiting for another process, which brings the database up to date."), cancellation); // no migration changes the tables meanwhile
        var shadow = new ShadowViews(database, connection, types, projections, Schema, passedOver);
        await shadow.CreateAsync(cancellation);
        var position = await shadow.CatchUpAsync(progress, cancellation);
        string[] tables = shadow.Tables.Contains(TrackingProjection.RunTable, StringComparer.Ordinal) ? [.. shadow.Tables, LatestRebuild.Table] : [.. shadow.Tables];
        if (tables.Length > shadow.Tables.Count)
            await new LatestRebuild(connection, Schema).RunAsync(latest, cancellation);
        foreach (var table in tables)
            await ExecuteAsync(connection, $"analyze {Schema}.{table}", cancellation);
        await ExchangeAsync(connection, shadow, tables, position, cancellation);
        await shadow.DropAsync(cancellation);
        await JournalSchema.UnlockAsync(connection, cancellation);
        await SessionLock.ReleaseAsync(connection, RebuildLock, cancellation);
    }

    // Under the append lock no event can come between the last one replayed and the exchange. Whoever still reads a view is waited for, but not by all writers for long.
    private static async Task ExchangeAsync(NpgsqlConnection connection, ShadowViews shadow, string[] tables, long position, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            position = await shadow.CatchUpAsync(null, cancellation, position);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            try
            {
                await ExecuteAsync(connection, AppendLock.Take, cancellation);
                await ExecuteAsync(connection, $"set local lock_timeout = '{LockPatience.TotalMilliseconds}ms'; set local search_path = public; lock table {string.Join(", ", tables)}", cancellation);
                await shadow.FinishAsync(position, cancellation);
                if (tables.Length > shadow.Tables.Count)
                    await ExecuteAsync(connection, LatestRebuild.WithoutErased(Schema), cancellation);
                await ExecuteAsync(connection, "set local search_path = public", cancellation);
                foreach (var table in tables)
                    await ExecuteAsync(connection, $"drop table {table}; alter table {Schema}.{table} set schema public", cancellation);
                await transaction.CommitAsync(cancellation);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable && tries < MostTries)
            {
                await transaction.RollbackAsync(cancellation);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // The statistics of a large table, and whoever still reads the old one, may take long.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
