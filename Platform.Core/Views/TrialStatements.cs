using Platform.Core.Journal;

namespace Platform.Core.Views;

/// <summary>
/// The changes of trial_view. The proposal and the creation come in one append, in either order. A row takes in epochs many at once
/// (<see cref="EpochsAtOnce"/>, and all before any other event), so that an epoch costs hardly more than its event; <see cref="Rows"/> adds those that it has not taken in.
/// </summary>
internal static class TrialStatements
{
    /// <summary>Epochs that a row of a running trial may lack, and one.</summary>
    public const int EpochsAtOnce = 32;

    /// <summary>
    /// The rows with all their epochs, to be read from in the table's stead. Only an unfinished trial's row can lack some. What is asked for by is the table's own
    /// column, so that an index finds the rows and only theirs are completed.
    /// </summary>
    public static string Rows(string table) =>
        $"""
        (select * from {table} where status not in ('proposed', 'running', 'suspended')
         union all select
            v.id, v.experiment_id, v.number, v.status, v.lane, v.parameters, v.fields, v.epochs, v.device, v.objective, v.maximize, v.attempt, t.fruitless_attempts,
            t.attempt_had_epoch, v.silo, t.train_loss, t.validation_loss, t.metric_names, t.metric_values, t.checkpoints, t.best_epoch, t.best_value, v.why, v.end_reason,
            v.test_metrics, v.test_evaluation_wanted, v.data_digest, v.environment, v.reproduces_trial_id, v.verdict, v.created_at, v.started_at, v.finished_at,
            t.trained_seconds, t.version, v.rationale, v.carried, v.inherits, v.pruning, v.start_weights
         from {table} v cross join lateral platform_with_epochs(v) as t where v.status in ('proposed', 'running', 'suspended'))
        """;

    public static readonly ProjectionStatement Explain = new(
        """
        insert into trial_view (id, why, rationale, carried)
        select r.id, r.why, r.rationale, r.carried from json_to_recordset($1) as r(id text, why text, rationale jsonb, carried text)
        on conflict (id) do update set why = excluded.why, rationale = excluded.rationale, carried = excluded.carried
        """);

    public static readonly ProjectionStatement Erase = new("delete from trial_view t using json_to_recordset($1) as r(id text) where t.experiment_id = r.id");

    public static readonly ProjectionStatement Create = new(
        """
        insert into trial_view (
            id, version, experiment_id, number, lane, parameters, fields, epochs, device, objective, maximize, reproduces_trial_id, created_at, inherits)
        select r.* from json_to_recordset($1) as r(
            id text, version bigint, "experimentId" text, number int, lane int, parameters jsonb, fields jsonb, epochs int, device text, objective text,
            maximize boolean, "reproducesTrialId" text, at timestamptz, inherits jsonb)
        on conflict (id) do update set
            version = excluded.version, experiment_id = excluded.experiment_id, number = excluded.number, lane = excluded.lane,
            parameters = excluded.parameters, fields = excluded.fields, epochs = excluded.epochs, device = excluded.device,
            objective = excluded.objective, maximize = excluded.maximize, reproduces_trial_id = excluded.reproduces_trial_id, created_at = excluded.created_at,
            inherits = excluded.inherits
        """);

    public static readonly ProjectionStatement Start = new(
        """
        update trial_view v set version = r.version, start_weights = r.weights
        from json_to_recordset($1) as r(id text, version bigint, weights jsonb) where v.id = r.id
        """);

    public static readonly ProjectionStatement Begin = new(
        """
        update trial_view v set
            version = r.version, status = 'running', attempt = r.attempt, silo = r.silo, environment = r.environment,
            data_digest = coalesce(r."dataDigest", v.data_digest), started_at = coalesce(v.started_at, r.started),
            fruitless_attempts = v.fruitless_attempts + (v.status = 'running' and not v.attempt_had_epoch)::int, attempt_had_epoch = false
        from json_to_recordset($1) as r(
            id text, version bigint, attempt int, silo text, environment jsonb, "dataDigest" text, started timestamptz)
        where v.id = r.id
        """);

    /// <summary>Takes the epochs after the row's version and up to a later one from their events. Where no event lies between, the function is not called.</summary>
    public static readonly ProjectionStatement TakeEpochs = new(
        """
        update trial_view v set
            version = t.version, fruitless_attempts = t.fruitless_attempts, attempt_had_epoch = t.attempt_had_epoch, train_loss = t.train_loss,
            validation_loss = t.validation_loss, metric_names = t.metric_names, metric_values = t.metric_values, checkpoints = t.checkpoints,
            best_epoch = t.best_epoch, best_value = t.best_value, trained_seconds = t.trained_seconds
        from json_to_recordset($1) as r(id text, version bigint)
        join trial_view before on before.id = r.id and before.version < r.version
        cross join lateral platform_with_epochs(before, r.version) as t
        where v.id = r.id and v.version < t.version
        """);

    public static readonly ProjectionStatement Turn = new(
        """
        update trial_view v set
            version = r.version, status = r.status, finished_at = coalesce(r.finished, v.finished_at), end_reason = coalesce(r.reason, v.end_reason)
        from json_to_recordset($1) as r(id text, version bigint, status text, finished timestamptz, reason text) where v.id = r.id
        """);

    public static readonly ProjectionStatement Prune = new(
        """
        update trial_view v set version = r.version, status = 'pruned', finished_at = r.finished, end_reason = r.reason, pruning = r.numbers
        from json_to_recordset($1) as r(id text, version bigint, finished timestamptz, reason text, numbers jsonb) where v.id = r.id
        """);

    public static readonly ProjectionStatement Test = new(
        """
        update trial_view v set version = r.version, test_evaluation_wanted = r.wanted, test_metrics = coalesce(r.metrics, v.test_metrics)
        from json_to_recordset($1) as r(id text, version bigint, wanted boolean, metrics jsonb) where v.id = r.id
        """);

    public static readonly ProjectionStatement Verify = new(
        """
        update trial_view v set version = r.version, verdict = r.verdict
        from json_to_recordset($1) as r(id text, version bigint, verdict jsonb) where v.id = r.id
        """);

    public static readonly ProjectionStatement Touch = new(
        "update trial_view v set version = r.version from json_to_recordset($1) as r(id text, version bigint) where v.id = r.id");
}
