-- A trial's row takes its epochs from their events, many at once, instead of being written anew for each: the events after the row's version are
-- epochs, and readers add them. A text of .NET's TimeSpan ([-][d.]hh:mm:ss[.fffffff]) as seconds, to the last bit as TotalSeconds gives them.
create function platform_seconds(elapsed text) returns double precision language plpgsql immutable strict as $$
declare
    part text[] := regexp_match(elapsed, '^(-?)(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$');
begin
    return (case part[1] when '-' then -1 else 1 end
        * (coalesce(part[2], '0')::numeric * 86400 + part[3]::numeric * 3600 + part[4]::numeric * 60 + part[5]::numeric))::double precision;
end $$;

-- A row of trial_view (of whatever schema) with the epochs of its stream between its version and a later one. Sums in the order of the epochs:
-- floating-point addition is not associative, and a rebuild must come to the same bits.
create function platform_with_epochs(trial anyelement, upto bigint default 9223372036854775807) returns anyelement language plpgsql stable as $$
declare
    v     record := trial;
    e     record;
    names text[];
    vals  double precision[];
begin
    select max(m.version) as version, count(*)::int as epochs, min((m.data ->> 'epoch')::int) as first_epoch,
        array_agg((m.data ->> 'trainLoss')::double precision order by m.version) as train_loss,
        array_agg((m.data ->> 'validationLoss')::double precision order by m.version) as validation_loss,
        array_agg(m.data ->> 'checkpoint' order by m.version) as checkpoints,
        array_agg(platform_seconds(m.data ->> 'elapsed') order by m.version) as seconds,
        array_agg(case jsonb_typeof(m.data -> 'metrics') when 'object' then m.data -> 'metrics' else '{}' end order by m.version) as metrics
    into e
    from mt_events m where m.stream_id = 'trial-' || trial.id and m.version > trial.version and m.version <= upto and m.type = 'epoch_completed';
    if e.version is null then
        return trial;
    end if;

    select coalesce(array_agg(k.name order by k.name collate "C"), '{}') into names from (select distinct jsonb_object_keys(m) as name from unnest(e.metrics) m) k;
    select coalesce(array_agg(coalesce((m.value ->> n.name)::double precision, 'NaN') order by m.place, n.place), '{}') into vals
    from unnest(e.metrics) with ordinality as m(value, place), unnest(names) with ordinality as n(name, place);

    if v.metric_names = names then
        v.metric_values := v.metric_values || vals;
    else
        v.metric_values := platform_append_metrics(v.metric_names, v.metric_values, cardinality(v.train_loss), e.epochs, names, vals);
        v.metric_names := platform_union_names(v.metric_names, names);
    end if;
    select b.best_epoch, b.best_value into v.best_epoch, v.best_value
    from platform_best_epoch(v.objective, v.maximize, v.best_epoch, v.best_value, e.first_epoch, e.train_loss, e.validation_loss, names, vals) as b;
    v.trained_seconds := (select sum(s.seconds order by s.place) from unnest(v.trained_seconds || e.seconds) with ordinality as s(seconds, place));
    v.train_loss := v.train_loss || e.train_loss;
    v.validation_loss := v.validation_loss || e.validation_loss;
    v.checkpoints := v.checkpoints || e.checkpoints;
    v.fruitless_attempts := 0;
    v.attempt_had_epoch := true;
    v.version := e.version;
    return v;
end $$;
