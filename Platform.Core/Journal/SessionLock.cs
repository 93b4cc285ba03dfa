using System.Globalization;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>Advisory locks of a connection, which end with it. Whoever holds one may take long, so they are waited for without a limit.</summary>
internal static class SessionLock
{
    /// <summary>Takes a lock.</summary>
    /// <param name="waits">Called if somebody else has it.</param>
    public static async Task TakeAsync(NpgsqlConnection connection, long key, Action? waits, CancellationToken cancellation)
    {
        await using (var attempt = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"select pg_try_advisory_lock({key})"), connection))
        {
            if (await attempt.ExecuteScalarAsync(cancellation) is true)
                return;
        }
        waits?.Invoke();
        await using var wait = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_lock({key})"), connection) { CommandTimeout = 0 };
        await wait.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Lets a lock go.</summary>
    public static async Task ReleaseAsync(NpgsqlConnection connection, long key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_unlock({key})"), connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
