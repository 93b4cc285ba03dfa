using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Forgets the first answers to commands that nobody can repeat any more: those whose ids a silo drew for itself, to send the same append again when an answer was lost. The answers to
/// ids that callers gave stay.
/// </summary>
public sealed class CommandRetention(NpgsqlDataSource database)
{
    private const string Own = "silo-";
    private const int AtOnce = 10_000; // others append meanwhile, and what an interruption undoes is little

    // What silos drew before they marked their ids as theirs; callers' ids begin with what they ask for and a colon.
    private const string Forget =
        """
        delete from platform_commands where command_id in (
            select command_id from platform_commands
            where (starts_with(command_id, $1) or starts_with(command_id, 'output-') or command_id ~ '^[0-9a-f]{32}$') and at < now() - $2 limit $3)
        """;

    /// <summary>Draws an id that only this process repeats, for seconds or as long as the database is away.</summary>
    public static string NewId() => $"{Own}{Guid.NewGuid():N}";

    /// <summary>Forgets what is older.</summary>
    /// <returns>How many answers.</returns>
    public async Task<int> ForgetAsync(TimeSpan olderThan, CancellationToken stop = default)
    {
        var forgotten = 0;
        int some;
        do
        {
            some = await ForgetSomeAsync(olderThan, stop);
            forgotten += some;
        }
        while (some == AtOnce);
        return forgotten;
    }

    private async Task<int> ForgetSomeAsync(TimeSpan olderThan, CancellationToken stop)
    {
        await using var command = database.CreateCommand(Forget);
        command.CommandTimeout = 0; // the whole table may have to be looked through
        command.Parameters.Add(new NpgsqlParameter { Value = Own });
        command.Parameters.Add(new NpgsqlParameter { Value = olderThan });
        command.Parameters.Add(new NpgsqlParameter { Value = AtOnce });
        return await command.ExecuteNonQueryAsync(stop);
    }
}
