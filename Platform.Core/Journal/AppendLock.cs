using Npgsql;

namespace Platform.Core.Journal;

/// <summary>The lock that orders all appends, and the way to get it back from a holder that has vanished in mid-message.</summary>
internal static class AppendLock
{
    public const string Take = "select pg_advisory_xact_lock(platform_append_lock_key())";

    // A holder that waits for its client's next message has been stopped or cut off: an append is one message, so a living client
    // never lets the server wait for long. Neither idle nor statement timeouts cover the middle of a message.
    private const string StuckHolders =
        """
        from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.granted and l.objsubid = 1
          and l.database = (select oid from pg_database where datname = current_database())
          and ((l.classid::bigint << 32) | l.objid::bigint) = platform_append_lock_key()
          and (a.state like 'idle in transaction%' or (a.wait_event_type = 'Client' and a.wait_event = 'ClientRead'))
          and greatest(a.state_change, a.query_start) < clock_timestamp() - $1::interval
        """;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200); // far longer than a message takes to arrive

    /// <summary>
    /// Ends the session that holds the append lock while its client has been silent for longer than the options' patience. Answers whether there was one. It is looked
    /// for twice: a message may begin with a long wait for the lock, and one look may fall into the moment in which the rest of it arrives.
    /// </summary>
    public static async Task<bool> FreeAsync(NpgsqlDataSource database, JournalOptions options, CancellationToken cancellation)
    {
        await using var look = database.CreateCommand($"select a.pid, greatest(a.state_change, a.query_start) {StuckHolders}");
        look.Parameters.Add(new NpgsqlParameter { Value = options.LockPatience });
        var (holder, since) = (0, default(DateTime));
        await using (var reader = await look.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return false;
            (holder, since) = (reader.GetInt32(0), reader.GetDateTime(1));
        }
        await Task.Delay(BetweenLooks, options.Time, cancellation);
        await using var end = database.CreateCommand($"select pg_terminate_backend(a.pid) {StuckHolders} and a.pid = $2 and greatest(a.state_change, a.query_start) = $3");
        end.Parameters.Add(new NpgsqlParameter { Value = options.LockPatience });
        end.Parameters.Add(new NpgsqlParameter { Value = holder });
        end.Parameters.Add(new NpgsqlParameter { Value = since });
        return await end.ExecuteScalarAsync(cancellation) is true;
    }
}
