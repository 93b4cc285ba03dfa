using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tracking.Store;
using Platform.Core.Views;

namespace Platform.Core.Tracking;

/// <summary>Reads tracked experiments and runs as they are now, also what is still in the inbox. No stream is folded. A restarting database is waited for. Thread-safe.</summary>
public sealed class TrackingViews(NpgsqlDataSource database, TimeProvider? time = null)
{
    /// <summary>Most parts of a series.</summary>
    public const int MostBuckets = 100_000;

    /// <summary>Most points of a page of a history.</summary>
    public const int MostPoints = 100_000;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>One experiment without its saved views, or null.</summary>
    public async Task<TrackedExperiment?> ExperimentAsync(string experimentId, CancellationToken stop = default) =>
        (await ExperimentsAsync("where t.id = $1 and t.lifecycle <> 'erased'", stop, experimentId)).SingleOrDefault();

    /// <summary>One experiment with its saved views, or null.</summary>
    public async Task<TrackedExperiment?> ExperimentWithViewsAsync(string experimentId, CancellationToken stop = default) =>
        (await ExperimentStateAsync(experimentId, stop)).State is { Lifecycle: not Lifecycle.Erased } experiment ? experiment : null;

    /// <summary>The experiment of that name without its saved views, deleted ones included, or null.</summary>
    public async Task<TrackedExperiment?> ExperimentByNameAsync(string name, CancellationToken stop = default) =>
        (await ExperimentsAsync("where t.name = $1 and t.lifecycle <> 'erased'", stop, name)).SingleOrDefault();

    /// <summary>Every experiment without its saved views, the newest first.</summary>
    public Task<IReadOnlyList<TrackedExperiment>> ExperimentsAsync(LifecycleView view = LifecycleView.ActiveOnly, CancellationToken stop = default) =>
        ExperimentsAsync($"where {Condition(view)} order by t.created_at desc, t.id", stop);

    /// <summary>One run without its metrics, or null.</summary>
    public async Task<TrackedRun?> RunAsync(string runId, CancellationToken stop = default) =>
        (await RunStateAsync(runId, stop)).State is { Lifecycle: not Lifecycle.Erased } run ? run : null;

    /// <summary>One run with its latest metrics, or null.</summary>
    public async Task<RunWithMetrics?> RunWithMetricsAsync(string runId, CancellationToken stop = default) =>
        (await RunsWithMetricsAsync([runId], stop)).SingleOrDefault();

    /// <summary>Runs in the order asked for; unknown ones are left out.</summary>
    public async Task<IReadOnlyList<RunWithMetrics>> RunsWithMetricsAsync(IReadOnlyList<string> runIds, CancellationToken stop = default)
    {
        var runs = await RowsWithMetricsAsync(runIds, stop);
        return runs.Any(run => run.Run.Lifecycle == Lifecycle.Erased) ? [.. runs.Where(run => run.Run.Lifecycle != Lifecycle.Erased)] : runs;
    }

    /// <summary>Runs in the order asked for, with what is left of those that were erased.</summary>
    internal Task<IReadOnlyList<RunWithMetrics>> RowsWithMetricsAsync(IReadOnlyList<string> runIds, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(runIds);
        return ReadAsync(connection => LatestReader.ReadAsync(connection, Storable(runIds), stop), stop);
    }

    /// <summary>The data sets that runs have read, with schema and profile, by run.</summary>
    public async Task<ILookup<string, RunInput>> InputsAsync(IReadOnlyList<string> runIds, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(runIds);
        var inputs = await ReadAsync(
            async connection =>
            {
                await using var command = Command(connection, "select run_id, input::text from run_inputs where run_id = any ($1) order by run_id, version, place", [Storable(runIds)]);
                var found = new List<(string Run, RunInput Input)>();
                await using var reader = await command.ExecuteReaderAsync(stop);
                while (await reader.ReadAsync(stop))
                    found.Add((reader.GetString(0), ViewRows.Parse<RunInput>(reader.GetString(1))));
                return found;
            },
            stop);
        return inputs.ToLookup(i => i.Run, i => i.Input, StringComparer.Ordinal);
    }

    /// <summary>The points of a metric after a point, each once, as a page of at most <paramref name="max"/>. None for an unknown run or key.</summary>
    /// <param name="max">At least 1; more than <see cref="MostPoints"/> count as so many.</param>
    public Task<MetricHistoryPage> HistoryAsync(
        string runId, string key, int max = MostPoints, MetricPoint? after = null, MetricOrder order = MetricOrder.ByStep, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(runId);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return key.Length == 0 || Storable([runId, key]).Length < 2
            ? Task.FromResult(new MetricHistoryPage([], null))
            : ReadAsync(connection => new HistoryReader(connection, runId, key).ReadAsync(Math.Min(max, MostPoints), after, order, stop), stop);
    }

    /// <summary>A metric by steps in at most <paramref name="buckets"/> parts, with the true minimum and maximum of each; parts without points are left out.</summary>
    /// <param name="buckets">1 to <see cref="MostBuckets"/>.</param>
    /// <param name="exact">Whether parts are equally wide in steps; otherwise an edge may move to the next stored chunk's, which is much faster for long histories.</param>
    public Task<IReadOnlyList<SeriesBucket>> SeriesAsync(string runId, string key, int buckets, bool exact = false, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(runId);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buckets, MostBuckets);
        return key.Length == 0 || Storable([runId, key]).Length < 2
            ? Task.FromResult<IReadOnlyList<SeriesBucket>>([])
            : ReadAsync(connection => new SeriesReader(connection, runId, key).ReadAsync(buckets, exact, stop), stop);
    }

    /// <summary>A run and the version of its stream, of one moment; null and 0 if there is none.</summary>
    internal Task<(TrackedRun? State, long Version)> RunStateAsync(string runId, CancellationToken stop) => StateAsync(
        $"select {RunRows.RunColumns}, s.version from tracked_runs t join mt_streams s on s.id = $2 where t.id = $1",
        runId, StreamNames.Run(runId), RunRows.Run, RunRows.RunColumnCount, stop);

    /// <summary>An experiment and the version of its stream, of one moment; null and 0 if there is none.</summary>
    internal Task<(TrackedExperiment? State, long Version)> ExperimentStateAsync(string experimentId, CancellationToken stop) => StateAsync(
        $"select {RunRows.ExperimentColumnsWithViews}, s.version from tracked_experiments t join mt_streams s on s.id = $2 where t.id = $1",
        experimentId, StreamNames.Tracking(experimentId), RunRows.Experiment, RunRows.ExperimentColumnCount, stop);

    /// <summary>Those of the experiments that have runs.</summary>
    internal Task<IReadOnlyList<string>> WithRunsAsync(IReadOnlyList<string> experimentIds, CancellationToken stop) => ReadAsync<IReadOnlyList<string>>(
        async connection =>
        {
            await using var command = Command(
                connection, "select i.id from unnest($1) as i(id) where exists (select 1 from tracked_runs t where t.experiment_id = i.id)", [Storable(experimentIds)]);
            var found = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                found.Add(reader.GetString(0));
            return found;
        },
        stop);

    /// <summary>Some of an experiment's runs that programs log to.</summary>
    internal Task<IReadOnlyList<string>> RunIdsAsync(string experimentId, Lifecycle lifecycle, int max, CancellationToken stop) => ReadAsync<IReadOnlyList<string>>(
        async connection =>
        {
            await using var command = Command(
                connection, "select id from tracked_runs where experiment_id = $1 and lifecycle = $2 and kind = $3 limit $4", [experimentId, ViewRows.Name(lifecycle), TrackedRun.RunKind, max]);
            var ids = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                ids.Add(reader.GetString(0));
            return ids;
        },
        stop);

    /// <summary>All of an experiment's runs, deleted ones included.</summary>
    internal Task<IReadOnlyList<string>> RunIdsAsync(string experimentId, CancellationToken stop) => Storable([experimentId]).Length == 0 ? Task.FromResult<IReadOnlyList<string>>([]) : ReadAsync<IReadOnlyList<string>>(
        async connection =>
        {
            await using var command = Command(connection, "select id from tracked_runs where experiment_id = $1", [experimentId]);
            var ids = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                ids.Add(reader.GetString(0));
            return ids;
        },
        stop);

    internal static string Condition(LifecycleView view) => view switch
    {
        LifecycleView.ActiveOnly => "t.lifecycle = 'active'",
        LifecycleView.DeletedOnly => "t.lifecycle = 'deleted'",
        _ => "t.lifecycle <> 'erased'",
    };

    /// <summary>A statement with its values in order. No params: an array given alone would be taken for the values themselves.</summary>
    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    internal Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await read(connection);
        },
        PlatformViews.Patience,
        _time,
        stop);

    // A text with U+0000 cannot be stored, so nothing has it; the database would refuse even the question.
    private static string[] Storable(IReadOnlyList<string> texts) => [.. texts.Where(text => !text.Contains('\0', StringComparison.Ordinal))];

    private Task<(TState? State, long Version)> StateAsync<TState>(
        string sql, string id, string stream, Func<NpgsqlDataReader, TState> row, int versionColumn, CancellationToken stop)
        where TState : class => Storable([id]).Length == 0 ? Task.FromResult<(TState?, long)>((null, 0)) : ReadAsync(
        async connection =>
        {
            await using var command = Command(connection, sql, [id, stream]);
            await using var reader = await command.ExecuteReaderAsync(stop);
            return await reader.ReadAsync(stop) ? ((TState?)row(reader), reader.GetInt64(versionColumn)) : (null, 0);
        },
        stop);

    private Task<IReadOnlyList<TrackedExperiment>> ExperimentsAsync(string condition, CancellationToken stop, params object[] values) =>
        ReadAsync<IReadOnlyList<TrackedExperiment>>(
            async connection =>
            {
                if (values.Length > 0 && Storable([(string)values[0]]).Length == 0)
                    return [];
                await using var command = Command(connection, $"select {RunRows.ExperimentColumns} from tracked_experiments t {condition}", values);
                var experiments = new List<TrackedExperiment>();
                await using var reader = await command.ExecuteReaderAsync(stop);
                while (await reader.ReadAsync(stop))
                    experiments.Add(RunRows.Experiment(reader));
                return experiments;
            },
            stop);
}
