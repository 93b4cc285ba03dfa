using Platform.Core.Journal;

namespace Platform.Core.Views;

/// <summary>The changes of trial_view. The proposal and the creation come in one append, in either order.</summary>
internal static class TrialStatements
{
    public static readonly ProjectionStatement Explain = new(
        """
        insert into trial_view (id, why, rationale, carried)
        select r.id, r.why, r.rationale, r.carried from json_to_recordset($1) as r(id text, why text, rationale jsonb, carried text)
        on conflict (id) do update set why = excluded.why, rationale = excluded.rationale, carried = excluded.carried
        """);

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

    // Sums in the order of the epochs: floating-point addition is not associative, and a rebuild must come to the same bits.
    public static readonly ProjectionStatement Epochs = new(
        """
        update trial_view v set
            version = r.version, fruitless_attempts = 0, attempt_had_epoch = true,
            train_loss = v.train_loss || r."trainLosses", validation_loss = v.validation_loss || r."validationLosses",
            metric_names = case when v.metric_names = r.names then v.metric_names else platform_union_names(v.metric_names, r.names) end,
            metric_values = case when v.metric_names = r.names then v.metric_values || r.values
                else platform_append_metrics(v.metric_names, v.metric_values, r.epoch - 1, cardinality(r.seconds), r.names, r.values) end,
            checkpoints = v.checkpoints || r.checkpoints,
            (best_epoch, best_value) = (
                select b.best_epoch, b.best_value from platform_best_epoch(
                    v.objective, v.maximize, v.best_epoch, v.best_value, r.epoch, r."trainLosses", r."validationLosses", r.names, r.values) as b),
            trained_seconds = case when cardinality(r.seconds) = 1 then v.trained_seconds + r.seconds[1]
                else (select sum(s.seconds order by s.place) from unnest(v.trained_seconds || r.seconds) with ordinality as s(seconds, place)) end
        from json_to_recordset($1) as r(
            id text, version bigint, epoch int, "trainLosses" double precision[], "validationLosses" double precision[], names text[], values double precision[],
            checkpoints text[], seconds double precision[])
        where v.id = r.id
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
