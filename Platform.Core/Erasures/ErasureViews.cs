using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Core.Erasures;

/// <summary>Reads what was erased. Nothing is folded. Thread-safe.</summary>
public sealed class ErasureViews(NpgsqlDataSource database, TimeProvider? time = null)
{
    private const string Columns = "select x.stream_id, x.first_version, x.up_to_version, x.erased_by, x.reason, x.at from erasures x";

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The erasure of a stream; null if it was not erased.</summary>
    public async Task<ErasedStream?> FindAsync(string stream, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.Contains('\0', StringComparison.Ordinal) ? null : (await ReadAsync($"{Columns} where x.stream_id = $1", stop, stream)).SingleOrDefault();
    }

    /// <summary>The runs, experiments, logged models and sweeps that were erased, the last first; not the streams of a sweep's trials.</summary>
    /// <param name="experimentId">Only the runs of this tracked experiment; null for all.</param>
    /// <param name="max">At most so many.</param>
    public Task<IReadOnlyList<ErasedStream>> ListAsync(string? experimentId = null, int max = 1_000, CancellationToken stop = default) => experimentId is null
        ? ReadAsync($"{Columns} where not starts_with(x.stream_id, 'trial-') and not starts_with(x.stream_id, 'telemetry-') order by x.at desc, x.stream_id limit $1", stop, max)
        : ReadAsync(
            $"{Columns} join tracked_runs r on x.stream_id = 'run-' || r.id where r.experiment_id = $2 and r.lifecycle = 'erased' order by x.at desc, x.stream_id limit $1", stop, max, experimentId);

    /// <summary>Those that are not done: a process ended in the middle of them.</summary>
    public Task<IReadOnlyList<ErasedStream>> UnfinishedAsync(CancellationToken stop = default) =>
        ReadAsync($"{Columns} where x.up_to_version < x.first_version - 1 order by x.at, x.stream_id", stop);

    /// <summary>The first column of a question about what is to be erased.</summary>
    internal Task<List<string>> TextsAsync(string sql, object[] values, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var command = database.CreateCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            var found = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
                found.Add(reader.GetString(0));
            return found;
        },
        PlatformViews.Patience,
        _time,
        stop);

    private Task<IReadOnlyList<ErasedStream>> ReadAsync(string sql, CancellationToken stop, params object[] values) => Transient.RetryAsync<IReadOnlyList<ErasedStream>>(
        async token =>
        {
            await using var command = database.CreateCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            var found = new List<ErasedStream>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                found.Add(new ErasedStream(
                    reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), await reader.GetFieldValueAsync<DateTimeOffset>(5, token)));
            }
            return found;
        },
        PlatformViews.Patience,
        _time,
        stop);
}
