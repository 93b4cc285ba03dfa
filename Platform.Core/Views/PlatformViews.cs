using System.Data;
using Dapper;
using Npgsql;
using Platform.Core.Experiments;
using Platform.Core.Journal;

namespace Platform.Core.Views;

/// <summary>Reads the current views. Nothing is folded here. A restarting database is waited for. Thread-safe.</summary>
public sealed class PlatformViews(NpgsqlDataSource database, TimeProvider? time = null)
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string ChangedSince =
        "and id in (select substr(stream_id, @prefix + 1) from mt_events where seq_id > @since and starts_with(stream_id, @streams))";

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>One sweep, or null.</summary>
    public Task<ExperimentView?> ExperimentAsync(string experimentId, CancellationToken cancellation = default) => ReadAsync(
        async connection => (await ExperimentsAsync(connection, "where v.id = @experimentId", new { experimentId }, cancellation)).SingleOrDefault(), cancellation);

    /// <summary>The newest sweeps first, all or those of one status.</summary>
    /// <param name="archived">Only those that were archived, which are left out otherwise.</param>
    public Task<IReadOnlyList<ExperimentView>> ExperimentsAsync(int limit = 100, ExperimentStatus? status = null, bool archived = false, CancellationToken cancellation = default) => ReadAsync(
        connection => ExperimentsAsync(
            connection,
            "where (@status::text is null or v.status = @status) and (v.archived_at is not null) = @archived order by v.created_at desc, v.id limit @limit",
            new { limit, status = status is { } s ? ViewRows.Name(s) : null, archived },
            cancellation),
        cancellation);

    /// <summary>How many sweeps were archived.</summary>
    public Task<int> CountArchivedAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => connection.ExecuteScalarAsync<int>(new CommandDefinition("select count(*)::int from experiment_view where archived_at is not null", cancellationToken: cancellation)), cancellation);

    /// <summary>How many sweeps there are of each status, without those that were archived; one that none has is left out.</summary>
    public Task<IReadOnlyDictionary<ExperimentStatus, int>> CountExperimentsAsync(CancellationToken cancellation = default) => ReadAsync<IReadOnlyDictionary<ExperimentStatus, int>>(
        async connection => (await connection.QueryAsync<(string Status, int Count)>(new CommandDefinition("select status, count(*)::int from experiment_view where archived_at is null group by status", cancellationToken: cancellation)))
            .ToDictionary(row => Enum.Parse<ExperimentStatus>(row.Status, ignoreCase: true), row => row.Count),
        cancellation);

    /// <summary>Sweeps by identity, in the order asked for; unknown ones are left out.</summary>
    public Task<IReadOnlyList<ExperimentView>> ExperimentsAsync(IReadOnlyList<string> experimentIds, CancellationToken cancellation = default) => ReadAsync(
        connection => ExperimentsAsync(
            connection, "where v.id = any (@ids) order by array_position(@ids, v.id)", new { ids = experimentIds.ToArray() }, cancellation),
        cancellation);

    /// <summary>The sweeps that were forked from one, oldest first.</summary>
    public Task<IReadOnlyList<ExperimentView>> ForksOfAsync(string experimentId, CancellationToken cancellation = default) => ReadAsync(
        connection => ExperimentsAsync(connection, "where v.forked_from ->> 'experimentId' = @experimentId order by v.created_at, v.id", new { experimentId }, cancellation), cancellation);

    /// <summary>The sweeps that lanes may have work for: running or paused, or with a run that has not ended (a reproduction).</summary>
    public Task<IReadOnlyList<ExperimentView>> ActiveExperimentsAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => ExperimentsAsync(
            connection,
            """
            where v.status in ('running', 'paused')
               or v.id in (select experiment_id from trial_view where status in ('proposed', 'running', 'suspended'))
            order by v.created_at, v.id
            """,
            new { },
            cancellation),
        cancellation);

    /// <summary>One run, or null.</summary>
    public Task<TrialView?> TrialAsync(string trialId, CancellationToken cancellation = default) => ReadAsync(
        async connection => (await TrialsAsync(connection, "where id = @trialId", new { trialId }, cancellation)).SingleOrDefault(), cancellation);

    /// <summary>Runs by identity, in the order asked for; unknown ones are left out.</summary>
    public Task<IReadOnlyList<TrialView>> TrialsAsync(IReadOnlyList<string> trialIds, CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(
            connection, "where id = any (@ids) order by array_position(@ids, id)", new { ids = trialIds.ToArray() }, cancellation),
        cancellation);

    /// <summary>A sweep's runs by number, each followed by its reproductions.</summary>
    public Task<IReadOnlyList<TrialView>> TrialsOfAsync(string experimentId, CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(
            connection, "where experiment_id = @experimentId order by number, created_at, id", new { experimentId }, cancellation),
        cancellation);

    /// <summary>The runs of several sweeps: by sweep, then as <see cref="TrialsOfAsync(string, CancellationToken)"/>.</summary>
    public Task<IReadOnlyList<TrialView>> TrialsOfAsync(IReadOnlyList<string> experimentIds, CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(
            connection, "where experiment_id = any (@ids) order by experiment_id, number, created_at, id", new { ids = experimentIds.ToArray() }, cancellation),
        cancellation);

    /// <summary>The runs of some sweeps that failed, the latest first.</summary>
    public Task<IReadOnlyList<TrialView>> FailedTrialsAsync(IReadOnlyList<string> experimentIds, int limit, CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(
            connection, "where experiment_id = any (@ids) and status = 'failed' order by finished_at desc, id limit @limit", new { ids = experimentIds.ToArray(), limit }, cancellation), cancellation);

    /// <summary>How fast the newest trials on a data set and a device were trained: at most 500, of its 20 newest sweeps.</summary>
    public Task<IReadOnlyList<TrialPace>> PacesAsync(string data, string device, CancellationToken cancellation = default) => ReadAsync<IReadOnlyList<TrialPace>>(
        async connection =>
        {
            const string sql =
                """
                select coalesce(t.fields ->> 'model', '') as Model, coalesce((t.fields ->> 'train_samples')::bigint, 0) as TrainSamples, t.trained_seconds / cardinality(t.train_loss) as SecondsAnEpoch
                from trial_view t
                where t.experiment_id in (select v.id from experiment_view v where v.spec ->> 'data' = @data order by v.created_at desc limit 20)
                    and t.status in ('completed', 'pruned') and t.device = @device and cardinality(t.train_loss) > 0
                order by t.finished_at desc limit 500
                """;
            return [.. await connection.QueryAsync<TrialPace>(new CommandDefinition(sql, new { data, device }, cancellationToken: cancellation))];
        },
        cancellation);

    /// <summary>Every run that has not ended, oldest first: what silos compare with what they run.</summary>
    public Task<IReadOnlyList<TrialView>> UnfinishedTrialsAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(connection, "where status in ('proposed', 'running', 'suspended') order by created_at, id", new { }, cancellation), cancellation);

    /// <summary>The runs whose test evaluation was asked for and is not there yet.</summary>
    public Task<IReadOnlyList<TrialView>> TrialsToEvaluateAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(connection, "where test_evaluation_wanted order by created_at, id", new { }, cancellation), cancellation);

    /// <summary>The reproductions whose verdict is not there yet, oldest first.</summary>
    public Task<IReadOnlyList<TrialView>> TrialsToJudgeAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(connection, "where reproduces_trial_id is not null and verdict is null order by created_at, id", new { }, cancellation), cancellation);

    /// <summary>The best runs of completed sweeps that were never scored on the test set, and nobody has asked for it.</summary>
    public Task<IReadOnlyList<TrialView>> BestTrialsToEvaluateAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => TrialsAsync(
            connection,
            """
            where test_metrics is null and not test_evaluation_wanted
                and id in (select best_trial_id from experiment_view where status = 'completed') order by created_at, id
            """,
            new { },
            cancellation),
        cancellation);

    /// <summary>The runs of a sweep by number that may have checkpoints which nothing refers to: of three epochs or more, and none was deleted after the last one.</summary>
    public Task<IReadOnlyList<string>> UncollectedTrialsAsync(string experimentId, CancellationToken cancellation = default) => ReadAsync<IReadOnlyList<string>>(
        async connection =>
        {
            const string sql =
                """
                select t.id from trial_view t
                where t.experiment_id = @experimentId and t.epochs > 2
                    and (select e.type from mt_events e where e.stream_id = @prefix || t.id and e.type in ('epoch_completed', 'checkpoints_collected') order by e.version desc limit 1) = 'epoch_completed'
                order by t.number, t.created_at, t.id
                """;
            return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { experimentId, prefix = StreamNames.Trial("") }, cancellationToken: cancellation))];
        },
        cancellation);

    /// <summary>
    /// A sweep, its own trials by number and the highest sequence number, all of one moment: what a decision is computed from. Appends
    /// are committed in the order of their numbers, so exactly the events up to that number have been seen. Null if there is no such sweep.
    /// </summary>
    /// <param name="since">Only the trials that changed after this sequence number; 0 for all.</param>
    public Task<StudySnapshot?> StudyAsync(string experimentId, long since = 0, CancellationToken cancellation = default) =>
        SnapshotAsync(experimentId, since, "and reproduces_trial_id is null order by number", cancellation);

    /// <summary>The same with the reproductions of its trials, oldest first after the trial itself.</summary>
    /// <inheritdoc cref="StudyAsync"/>
    public Task<StudySnapshot?> SweepAsync(string experimentId, long since = 0, CancellationToken cancellation = default) =>
        SnapshotAsync(experimentId, since, "order by number, created_at, id", cancellation);

    /// <summary>One registered model, or null.</summary>
    public Task<ModelView?> ModelAsync(string name, CancellationToken cancellation = default) => ReadAsync(
        async connection => (await ModelsAsync(connection, "where name = @name", new { name }, cancellation)).SingleOrDefault(), cancellation);

    // The expression of the index that 0030_models_of_trial.sql makes.
    internal const string OfTrial = "jsonb_path_query_array(versions, '$[*].trialId') ? @trialId";

    /// <summary>The models that have a version of this trial, also one that was taken out, by name.</summary>
    public Task<IReadOnlyList<ModelView>> ModelsOfTrialAsync(string trialId, CancellationToken cancellation = default) => ReadAsync(
        connection => ModelsAsync(connection, $"where {OfTrial} order by name", new { trialId }, cancellation), cancellation);

    /// <summary>Every registered model, by name.</summary>
    public Task<IReadOnlyList<ModelView>> ModelsAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => ModelsAsync(connection, "order by name", new { }, cancellation), cancellation);

    /// <summary>How a model is trained again; null if that was never set.</summary>
    public Task<RetrainingView?> RetrainingAsync(string model, CancellationToken cancellation = default) => ReadAsync(
        async connection => (await RetrainingsAsync(connection, "where model = @model", new { model }, cancellation)).SingleOrDefault(), cancellation);

    /// <summary>The models that have a plan of retraining or are being trained again, by name.</summary>
    public Task<IReadOnlyList<RetrainingView>> RetrainingsAsync(CancellationToken cancellation = default) => ReadAsync(
        connection => RetrainingsAsync(connection, "where scheduled is not null or running is not null order by model", new { }, cancellation), cancellation);

    private static async Task<IReadOnlyList<ExperimentView>> ExperimentsAsync(NpgsqlConnection connection, string tail, object values, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<ExperimentRow>(new CommandDefinition($"{ExperimentRow.Select} {tail}", values, cancellationToken: cancellation));
        return [.. rows.Select(row => row.ToView())];
    }

    private static async Task<IReadOnlyList<TrialView>> TrialsAsync(NpgsqlConnection connection, string tail, object values, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<TrialRow>(new CommandDefinition($"{TrialRow.Select} {tail}", values, cancellationToken: cancellation));
        return [.. rows.Select(row => row.ToView())];
    }

    private static async Task<IReadOnlyList<ModelView>> ModelsAsync(NpgsqlConnection connection, string tail, object values, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<ModelRow>(new CommandDefinition($"{ModelRow.Select} {tail}", values, cancellationToken: cancellation));
        return [.. rows.Select(row => row.ToView())];
    }

    private static async Task<IReadOnlyList<RetrainingView>> RetrainingsAsync(NpgsqlConnection connection, string tail, object values, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<RetrainingRow>(new CommandDefinition($"{RetrainingRow.Select} {tail}", values, cancellationToken: cancellation));
        return [.. rows.Select(row => row.ToView())];
    }

    private Task<StudySnapshot?> SnapshotAsync(string experimentId, long since, string tail, CancellationToken cancellation) => ReadAsync(
        async connection =>
        {
            await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            var basedOn = await connection.ExecuteScalarAsync<long>(
                new CommandDefinition("select coalesce(max(seq_id), 0) from mt_events", cancellationToken: cancellation));
            var experiments = await ExperimentsAsync(connection, "where v.id = @experimentId", new { experimentId }, cancellation);
            var trials = await TrialsAsync(
                connection,
                $"where experiment_id = @experimentId {(since > 0 ? ChangedSince : "")} {tail}",
                new { experimentId, since, streams = StreamNames.Trial(experimentId) + "-", prefix = StreamNames.Trial("").Length },
                cancellation);
            await moment.CommitAsync(cancellation);
            return experiments.Count == 0 ? null : new StudySnapshot(experiments[0], trials, basedOn);
        },
        cancellation);

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation) => Transient.RetryAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await read(connection);
        },
        Patience,
        _time,
        cancellation);
}
