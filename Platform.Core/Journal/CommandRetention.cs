using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Forgets the first answers to commands that nobody can repeat any more: those whose ids a silo drew for itself, to send the same append again when an answer was lost. The answers to
/// ids that callers gave stay.
/// </summary>
public sealed class CommandRetention(NpgsqlDataSource database)
{
    private const string Own = "silo-";

    /// <summary>Draws an id that only this process repeats, for seconds or as long as the database is away.</summary>
    public static string NewId() => $"{Own}{Guid.NewGuid():N}";

    /// <summary>Forgets what is older.</summary>
    /// <returns>How many answers.</returns>
    public async Task<int> ForgetAsync(TimeSpan olderThan, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("delete from platform_commands where starts_with(command_id, $1) and at < now() - $2");
        command.CommandTimeout = 0; // the first time there may be millions
        command.Parameters.Add(new NpgsqlParameter { Value = Own });
        command.Parameters.Add(new NpgsqlParameter { Value = olderThan });
        return await command.ExecuteNonQueryAsync(stop);
    }
}
