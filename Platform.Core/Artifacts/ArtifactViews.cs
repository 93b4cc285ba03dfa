using Dapper;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Core.Artifacts;

/// <summary>Reads which files runs and logged models have. Nothing is folded. Thread-safe.</summary>
public sealed class ArtifactViews(NpgsqlDataSource database, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The files of an owner below a folder (empty: all), by path in ordinal order.</summary>
    /// <param name="owner">A run's or a logged model's identity.</param>
    public async Task<IReadOnlyList<ArtifactFile>> ListAsync(string owner, string folder = "", CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return [.. await QueryAsync(
            """where owner = @owner and (@below = '' or starts_with(path, @below)) order by path collate "C" """, new { owner, below = folder.Length == 0 ? "" : folder + "/" }, stop)];
    }

    /// <summary>One file, or null.</summary>
    public async Task<ArtifactFile?> FindAsync(string owner, string path, CancellationToken stop = default) =>
        (await QueryAsync("where owner = @owner and path = @path", new { owner, path }, stop)).SingleOrDefault();

    private Task<IEnumerable<ArtifactFile>> QueryAsync(string tail, object values, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.QueryAsync<ArtifactFile>(new CommandDefinition($"select path, digest, size from artifacts {tail}", values, cancellationToken: token));
        },
        PlatformViews.Patience,
        _time,
        stop);
}
