using Npgsql;

namespace Platform.Core.Journal;

/// <summary>The lock that orders all appends, and the way to get it back from a holder that has vanished in mid-message.</summary>
internal static class AppendLock
{
    public const string Take = "select pg_advisory_xact_lock(platform_append_lock_key())";

    // A holder that waits for its client's next message has been stopped or cut off: an append is one message, so a living client
    // never lets the server wait. Neither idle nor statement timeouts cover the middle of a message.
    private const string FreeStuckHolder =
        """
        select pg_terminate_backend(a.pid)
        from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.granted and l.objsubid = 1
          and l.database = (select oid from pg_database where datname = current_database())
          and ((l.classid::bigint << 32) | l.objid::bigint) = platform_append_lock_key()
          and (a.state like 'idle in transaction%' or (a.wait_event_type = 'Client' and a.wait_event = 'ClientRead'))
          and greatest(a.state_change, a.query_start) < clock_timestamp() - $1::interval
        """;

    /// <summary>Ends the session that holds the append lock while its client has been silent for longer than <paramref name="silence"/>. Answers whether there was one.</summary>
    public static async Task<bool> FreeAsync(NpgsqlDataSource database, TimeSpan silence, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(FreeStuckHolder);
        command.Parameters.Add(new NpgsqlParameter { Value = silence });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
