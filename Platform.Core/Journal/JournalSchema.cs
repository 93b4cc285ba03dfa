using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>Creates and upgrades the platform's tables.</summary>
public static class JournalSchema
{
    private const long MigrationLock = 5498263108422020;
    private const string Prefix = "Platform.Core.Journal.Schema.";

    private static readonly (int Version, string Resource)[] Migrations = FindMigrations();

    /// <summary>The newest schema version that this build knows.</summary>
    public static int SupportedVersion => Migrations[^1].Version;

    /// <summary>Brings the database to <see cref="SupportedVersion"/>. Idempotent; processes that start at once wait for one another.</summary>
    /// <exception cref="DatabaseVersionException">The database is newer; nothing was written.</exception>
    public static Task EnsureAsync(NpgsqlDataSource database, CancellationToken cancellation = default) => EnsureAsync(database, null, cancellation);

    /// <summary>As <see cref="EnsureAsync(NpgsqlDataSource, CancellationToken)"/>, and says what takes long: another process that is at it, or the changes themselves.</summary>
    public static async Task EnsureAsync(NpgsqlDataSource database, Action<string>? say, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if ((await MissingAsync(connection, cancellation)).Count == 0)
            return;
        // Locked before the transaction begins, so that it sees what the process before this one has made.
        await LockAsync(connection, () => say?.Invoke("Waiting for another process, which brings the database up to date or makes its views anew."), cancellation);
        try
        {
            await using (var transaction = await connection.BeginTransactionAsync(cancellation))
            {
                var missing = await MissingAsync(connection, cancellation);
                var script = string.Concat(missing.Select(m => string.Create(CultureInfo.InvariantCulture, $"{ReadScript(m.Resource)}insert into platform_schema (version) values ({m.Version});\n")));
                if (missing.Count > 0 && missing.Count < Changes) // a new database takes no time, and nobody appends to it
                {
                    say?.Invoke(string.Create(CultureInfo.InvariantCulture, $"Bringing the database up to date ({missing.Count} changes); with much in it, that takes minutes."));
                    // As every append does, before any table: an older process that still runs would else come to hold one table and wait for another, and the changes the other way round.
                    script = $"{AppendLock.Take};\n{script}";
                }
                if (missing.Count > 0)
                    await ExecuteAsync(connection, script, cancellation); // in one message: who waits for the append lock disconnects a holder that is silent
                await transaction.CommitAsync(cancellation);
            }
        }
        catch
        {
            database.Clear(); // so that the connection is closed, not kept, and its lock goes with it: others wait for that
            throw;
        }
        await UnlockAsync(connection, cancellation);
    }

    /// <summary>The numbers of the changes that the database has not had yet, in their order; all of them if it is none of the platform's. Only reads.</summary>
    /// <exception cref="DatabaseVersionException">The database is newer.</exception>
    public static async Task<IReadOnlyList<int>> MissingAsync(NpgsqlDataSource database, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await MissingAsync(connection, cancellation)).Select(m => m.Version)];
    }

    /// <summary>How many changes there are in all.</summary>
    public static int Changes => Migrations.Length;

    /// <summary>Keeps migrations away until <see cref="UnlockAsync"/>, or until the connection ends.</summary>
    /// <param name="waits">Called if somebody else does so.</param>
    internal static Task LockAsync(NpgsqlConnection connection, Action? waits, CancellationToken cancellation) => SessionLock.TakeAsync(connection, MigrationLock, waits, cancellation);

    /// <summary>Lets migrations go on.</summary>
    internal static Task UnlockAsync(NpgsqlConnection connection, CancellationToken cancellation) => SessionLock.ReleaseAsync(connection, MigrationLock, cancellation);

    // Reads only, so that a newer database is left untouched. A script may have come into the program after one with a higher number.
    private static async Task<List<(int Version, string Resource)>> MissingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('platform_schema') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
            return [.. Migrations];
        await using var version = new NpgsqlCommand("select coalesce(array_agg(version), '{}') from platform_schema", connection);
        var found = (int[])(await version.ExecuteScalarAsync(cancellation))!;
        var newest = found.DefaultIfEmpty(0).Max();
        if (newest > SupportedVersion)
            throw new DatabaseVersionException(newest, SupportedVersion);
        return [.. Migrations.Where(m => !found.Contains(m.Version))];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // A change of a large table takes long.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string ReadScript(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // Scripts are called 0001_journal.sql and so on; released scripts are never edited.
    private static (int, string)[] FindMigrations() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), name))
            .Order(),
    ];
}
