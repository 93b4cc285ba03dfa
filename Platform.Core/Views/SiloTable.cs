using Dapper;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.Views;

/// <summary>The silos that say they live. Times are the database's, so that clocks of nodes do not matter. Thread-safe.</summary>
public sealed class SiloTable(NpgsqlDataSource database)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    /// <summary>A sign of life; the first one enters the silo. The view's own times are ignored.</summary>
    public async Task ReportAsync(SiloView silo, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(silo);
        const string sql =
            """
            insert into platform_silos as s (id, host, process_id, slots, threads_per_slot, groups, running, version, started_at, last_seen)
            values (@Id, @Host, @ProcessId, @Slots, @ThreadsPerSlot, @Groups, @Running, @Version, now(), now())
            on conflict (id) do update set slots = excluded.slots, running = excluded.running, groups = excluded.groups, last_seen = now();
            delete from platform_silos where last_seen < now() - @Forgotten
            """;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var row = new
        {
            silo.Id, silo.Host, silo.ProcessId, silo.Slots, silo.ThreadsPerSlot, Groups = silo.Groups.ToArray(), Running = silo.Running.ToArray(), silo.Version,
            Forgotten,
        };
        await connection.ExecuteAsync(new CommandDefinition(sql, row, cancellationToken: cancellation));
    }

    /// <summary>Takes a silo out that ends in an orderly way.</summary>
    public async Task RemoveAsync(string siloId, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition("delete from platform_silos where id = @siloId", new { siloId }, cancellationToken: cancellation));
    }

    /// <summary>The silos heard of within <paramref name="within"/>, by host and process.</summary>
    public Task<IReadOnlyList<SiloView>> LiveAsync(TimeSpan within, CancellationToken cancellation = default) => Transient.RetryAsync<IReadOnlyList<SiloView>>(
        async token =>
        {
            const string sql =
                """
                select id, host, process_id as ProcessId, slots, threads_per_slot as ThreadsPerSlot, groups, running, version,
                    started_at as StartedAt, last_seen as LastSeen
                from platform_silos where last_seen >= now() - @within order by host, process_id
                """;
            await using var connection = await database.OpenConnectionAsync(token);
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, new { within }, cancellationToken: token));
            return [.. rows.Select(r => new SiloView(
                r.Id, r.Host, r.ProcessId, r.Slots, r.ThreadsPerSlot, (string[])r.Groups, (string[])r.Running, r.Version, ViewRows.Time(r.StartedAt), ViewRows.Time(r.LastSeen)))];
        },
        PlatformViews.Patience,
        TimeProvider.System,
        cancellation);

    // The driver reports columns of arrays as Array, and Dapper wants the same types here.
    private sealed record Row(
        string Id, string Host, int ProcessId, int Slots, int ThreadsPerSlot, Array Groups, Array Running, string Version, DateTime StartedAt,
        DateTime LastSeen);
}
