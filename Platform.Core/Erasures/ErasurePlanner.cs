using System.Globalization;
using Npgsql;
using Platform.Core.Checkpoints;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Platform.Core.Erasures;

/// <summary>Says what an erasure would take and what stands in its way. Writes nothing. Thread-safe.</summary>
public sealed class ErasurePlanner(NpgsqlDataSource database, EventJournal journal, CheckpointStore checkpoints, TimeProvider? time = null)
{
    private const int MostNamed = 10;

    // With the points that wait in the inbox of the runs: one statement sees each once, also one that is taken over meanwhile.
    private const string Counts =
        """
        select count(*), coalesce(sum((e.data ->> 'points')::bigint) filter (where e.type = 'metrics_logged'), 0)::bigint
            + (select coalesce(sum(i.points), 0) from metric_inbox i where 'run-' || i.run_id = any ($1))::bigint from mt_events e
        left join erasures x on x.stream_id = e.stream_id
        where e.stream_id = any ($1) and e.version > coalesce(x.up_to_version, 0) and e.version < coalesce(x.first_version, e.version + 1)
        """;

    private const string Left =
        """
        select s.id from unnest($1) with ordinality as q(id, place) join mt_streams s on s.id = q.id left join erasures x on x.stream_id = q.id
        where x.stream_id is null or x.up_to_version < x.first_version - 1 order by q.place
        """;

    // Of a version from outside, whatever is said of it may name the run or the logged model: source, run, model.
    private const string OutsideVersions =
        """
        select m.name, n.key from model_view m, jsonb_each(m.entries) n
        where not coalesce((n.value ->> 'deleted')::boolean, false) and exists (select 1 from unnest($1) i(id) where position(i.id in n.value::text) > 0) order by 1, 2
        """;

    private const string TrialVersions =
        """
        select m.name, v ->> 'version' from model_view m, jsonb_array_elements(m.versions) v
        where v ->> 'experimentId' = $1 and not coalesce((m.entries -> (v ->> 'version') ->> 'deleted')::boolean, false) order by 1, 2
        """;

    private readonly TrackingViews _tracking = new(database, time);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>What erasing it would take.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such run, experiment or sweep.</exception>
    public async Task<ErasurePlan> PlanAsync(ErasureTarget target, CancellationToken stop = default) => (await ReadAsync(target, stop)).Plan;

    /// <summary>The plan with what it is about.</summary>
    internal Task<(ErasurePlan Plan, ErasureSubjects Subjects)> ReadAsync(ErasureTarget target, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Id.Contains('\0', StringComparison.Ordinal))
            throw new TrackingNotFoundException(target.Kind.ToString().ToLowerInvariant(), "?");
        return target.Kind switch
        {
            ErasureKind.Run => OfRunAsync(target, stop),
            ErasureKind.Experiment => OfExperimentAsync(target, stop),
            _ => OfSweepAsync(target, stop),
        };
    }

    private async Task<(ErasurePlan, ErasureSubjects)> OfRunAsync(ErasureTarget target, CancellationToken stop)
    {
        var (run, _) = await _tracking.RunStateAsync(target.Id, stop);
        if (run is null)
            throw new TrackingNotFoundException("run", target.Id);
        List<string> obstacles = run.Lifecycle == Lifecycle.Active ? [$"The run {run.Id} is not deleted, and only deleted runs can be erased. Delete it first: on its page, or with delete_run of MLflow's client."] : [];
        return await OfTrackedAsync(target, run.Lifecycle == Lifecycle.Erased ? "" : run.Name, [run.Id], experiment: null, obstacles, stop);
    }

    private async Task<(ErasurePlan, ErasureSubjects)> OfExperimentAsync(ErasureTarget target, CancellationToken stop)
    {
        var (experiment, _) = await _tracking.ExperimentStateAsync(target.Id, stop);
        if (experiment is null)
            throw new TrackingNotFoundException("experiment", target.Id);
        var runs = await TextsAsync("select id from tracked_runs where experiment_id = $1 order by id", [target.Id], stop);
        List<string> obstacles = [];
        if (experiment.Lifecycle == Lifecycle.Active)
        {
            obstacles.Add(experiment.Id == TrackedExperiment.DefaultId
                ? "The default experiment cannot be deleted, so it cannot be erased. Erase its runs one by one."
                : $"The experiment '{experiment.Name}' is not deleted, and only deleted experiments can be erased. Delete it first, with delete_experiment of MLflow's client.");
        }
        else if (await TextsAsync("select id from tracked_runs where experiment_id = $1 and lifecycle = 'active' order by id", [target.Id], stop) is { Count: > 0 } active)
        {
            obstacles.Add($"Of its runs are not deleted: {Named(active)}. Delete them first.");
        }
        return await OfTrackedAsync(target, experiment.Lifecycle == Lifecycle.Erased ? "" : experiment.Name, runs, target.Id, obstacles, stop);
    }

    private async Task<(ErasurePlan, ErasureSubjects)> OfTrackedAsync(
        ErasureTarget target, string name, IReadOnlyList<string> runs, string? experiment, List<string> obstacles, CancellationToken stop)
    {
        var models = await TextsAsync("select id from logged_models where run_id = any ($1) or experiment_id = $2 order by id", [runs.ToArray(), experiment ?? ""], stop);
        string[] owners = [.. runs, .. models];
        obstacles.AddRange((await PairsAsync(OutsideVersions, owners, stop)).Take(MostNamed).Select(v => VersionObstacle(v.Model, v.Version)));
        var streams = await LeftAsync([.. models.Select(StreamNames.LoggedModel), .. runs.Select(StreamNames.Run), .. (experiment is null ? Array.Empty<string>() : [target.Stream])], stop);
        var (events, points) = await CountAsync(streams, stop);
        var files = await NumbersAsync("select count(*), coalesce(sum(size), 0)::bigint from artifacts where owner = any ($1)", owners, stop);
        var nested = await NumbersAsync(
            "select count(*), 0::bigint from tracked_runs where parent_run_id = any ($1) and lifecycle <> 'erased' and id <> all ($1)", runs.ToArray(), stop);
        List<string> consequences = nested.First == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{nested.First} nested runs stay; they name it by its identity only.")];
        if (await NumbersAsync("select count(*), 0::bigint from logged_models where id = any ($1) and not deleted", models.ToArray(), stop) is { First: > 0 } live)
            consequences.Add(string.Create(CultureInfo.InvariantCulture, $"{live.First} logged models that nobody has deleted go with it."));
        var plan = new ErasurePlan(target, name, streams.Count, events, points, files.First, files.Second, obstacles, consequences);
        return (plan, new ErasureSubjects(streams, runs, models));
    }

    private async Task<(ErasurePlan, ErasureSubjects)> OfSweepAsync(ErasureTarget target, CancellationToken stop)
    {
        var sweep = Experiment.Fold((await journal.ReadStreamAsync(target.Stream, cancellation: stop)).Select(e => e.Data).OfType<ExperimentEvent>());
        if (sweep.Id.Length == 0)
            throw new TrackingNotFoundException("sweep", target.Id);
        // Once its own stream is erased, nothing stands in the way of the rest.
        List<string> obstacles = sweep.IsErased ? [] : [.. (await PairsAsync(TrialVersions, target.Id, stop)).Take(MostNamed).Select(v => VersionObstacle(v.Model, v.Version))];
        if (!sweep.IsErased && sweep.Status is not (ExperimentStatus.Completed or ExperimentStatus.Cancelled))
            obstacles.Add($"The sweep is {ViewRows.Name(sweep.Status)}, and only sweeps that have ended can be erased. Wait for it, or cancel it first: sweep cancel {target.Id}.");
        else if (!sweep.Unfinished.IsEmpty || !sweep.Reproductions.IsEmpty)
            obstacles.Add($"Trials of it have not ended: {Named([.. sweep.Unfinished, .. sweep.Reproductions.Keys])}. Erase it when they have.");
        var others = await TextsAsync(
            "select id from mt_streams where starts_with(id, $1) or starts_with(id, $2) order by id", [StreamNames.Trial(target.Id) + "-", StreamNames.Telemetry(target.Id) + "-"], stop);
        var streams = await LeftAsync([target.Stream, .. others], stop);
        var (events, points) = await CountAsync(streams, stop);
        var digests = await TextsAsync($"select distinct d from {new TrialProjection().Rows("trial_view")} t, unnest(t.checkpoints) d where t.experiment_id = $1 and d is not null", [target.Id], stop);
        var files = digests.Where(CheckpointStore.IsDigest).Select(digest => new FileInfo(checkpoints.PathOf(digest))).Where(file => file.Exists).ToList();
        var learnt = await TextsAsync("select id from experiment_view where spec -> 'warmStart' ? $1 order by id", [target.Id], stop);
        List<string> consequences = [.. learnt.Select(id => $"The sweep {id} learnt from it: its decisions cannot be computed again, and if it goes on, it knows less.")];
        var plan = new ErasurePlan(target, sweep.Spec?.Name ?? "", streams.Count, events, points, files.Count, files.Sum(file => file.Length), obstacles, consequences);
        return (plan, new ErasureSubjects(streams, [], []));
    }

    private static string VersionObstacle(string model, string version) => $"Version {version} of the model '{model}' came from it and needs it. Delete the version first.";

    private static string Named(List<string> ids) =>
        string.Join(", ", ids.Take(MostNamed)) + (ids.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {ids.Count - MostNamed} more") : "");

    private Task<(long Events, long Points)> CountAsync(IReadOnlyList<string> streams, CancellationToken stop) => NumbersAsync(Counts, streams.ToArray(), stop);

    private Task<List<string>> LeftAsync(string[] streams, CancellationToken stop) => TextsAsync(Left, [streams], stop);

    private Task<List<string>> TextsAsync(string sql, object[] values, CancellationToken stop) => RowsAsync(sql, row => row.GetString(0), values, stop);

    private Task<List<(string Model, string Version)>> PairsAsync(string sql, object value, CancellationToken stop) => RowsAsync(sql, row => (row.GetString(0), row.GetString(1)), [value], stop);

    private async Task<(long First, long Second)> NumbersAsync(string sql, object value, CancellationToken stop) => (await RowsAsync(sql, row => (row.GetInt64(0), row.GetInt64(1)), [value], stop))[0];

    private Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> row, object[] values, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var command = database.CreateCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
                rows.Add(row(reader));
            return rows;
        },
        PlatformViews.Patience,
        _time,
        stop);
}
