using Dapper;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Core.Artifacts;

/// <summary>Reads which files runs and logged models have. Nothing is folded. Thread-safe.</summary>
public sealed class ArtifactViews(NpgsqlDataSource database, TimeProvider? time = null)
{
    /// <summary>Most files that <see cref="OfRunsDeletedBeforeAsync"/> answers at once.</summary>
    public const int MostOwned = 10_000;

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

    /// <summary>Those of the digests to which some run or logged model refers.</summary>
    public async Task<IReadOnlySet<string>> NeededAsync(IReadOnlyList<string> digests, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(digests);
        var needed = await ReadAsync<string>("select distinct digest from artifacts where digest = any(@digests)", new { digests = digests.ToArray() }, stop);
        return needed.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// The files of runs that were deleted before a moment, at most <see cref="MostOwned"/>; without runs that a version of a registered model names, or from which a logged
    /// model came that is there.
    /// </summary>
    public async Task<IReadOnlyList<OwnedPath>> OfRunsDeletedBeforeAsync(DateTimeOffset moment, CancellationToken stop = default) =>
        [.. await ReadAsync<OwnedPath>(
            """
            select a.owner, a.path from artifacts a join tracked_runs r on r.id = a.owner
            where r.lifecycle = 'deleted'
              and (select max(e.timestamp) from mt_events e where e.stream_id = @prefix || r.id and e.type = 'run_deleted') < @moment
              and not exists (select 1 from model_view m where position(r.id in m.entries::text) > 0)
              and not exists (select 1 from logged_models l where l.run_id = r.id and not l.deleted)
            order by a.owner, a.path limit @most
            """,
            new { prefix = StreamNames.Run(""), moment, most = MostOwned },
            stop)];

    private Task<IEnumerable<ArtifactFile>> QueryAsync(string tail, object values, CancellationToken stop) => ReadAsync<ArtifactFile>($"select path, digest, size from artifacts {tail}", values, stop);

    private Task<IEnumerable<T>> ReadAsync<T>(string sql, object values, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: token));
        },
        PlatformViews.Patience,
        _time,
        stop);
}
