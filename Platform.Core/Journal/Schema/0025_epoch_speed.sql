-- The same rows as before from the same epochs, in a third of the time.

-- The best epoch so far and its value, after further epochs in their order, the first of which is first_epoch. NaN never wins, and loses to every number.
create or replace function platform_best_epoch(
    objective text, maximize boolean, known_epoch int, known_value double precision, first_epoch int,
    train_loss double precision[], validation_loss double precision[], names text[], vals double precision[], out best_epoch int, out best_value double precision)
language plpgsql immutable as $$
declare
    curve double precision[];
    width int := cardinality(names);
    place int := array_position(names, objective);
    value double precision;
begin
    best_epoch := known_epoch;
    best_value := known_value;
    if objective = 'train_loss' then
        curve := train_loss;
    elsif objective = 'validation_loss' then
        curve := validation_loss;
    elsif place is null then
        return;
    end if;
    for i in 1 .. cardinality(train_loss) loop
        value := case when curve is null then vals[(i - 1) * width + place] else curve[i] end;
        if value <> 'NaN' and (best_value is null or best_value = 'NaN' or (maximize and value > best_value) or (not maximize and value < best_value)) then
            best_epoch := first_epoch + i - 1;
            best_value := value;
        end if;
    end loop;
end $$;

-- A row of trial_view (of whatever schema) with the epochs of its stream between its version and a later one. Sums in the order of the epochs:
-- floating-point addition is not associative, and a rebuild must come to the same bits. Epochs are gathered from a sorted subquery, which their key's index
-- gives as it is: an aggregate that sorts by itself costs more than the epochs. The usual form of a duration is read here, others by platform_seconds.
create or replace function platform_with_epochs(trial anyelement, upto bigint default 9223372036854775807) returns anyelement language plpgsql stable as $$
declare
    v     record := trial;
    e     record;
    names text[];
    vals  double precision[];
    more  double precision;
begin
    select max(m.version) as version, count(*)::int as epochs, min((m.data ->> 'epoch')::int) as first_epoch,
        array_agg((m.data ->> 'trainLoss')::double precision) as train_loss,
        array_agg((m.data ->> 'validationLoss')::double precision) as validation_loss,
        array_agg(m.data ->> 'checkpoint') as checkpoints,
        array_agg(case when m.elapsed like '__:__:__%' and m.elapsed not like '-%'
            then (left(m.elapsed, 2)::numeric * 3600 + substr(m.elapsed, 4, 2)::numeric * 60 + substr(m.elapsed, 7)::numeric)::double precision
            else platform_seconds(m.elapsed) end) as seconds,
        array_agg(case jsonb_typeof(m.data -> 'metrics') when 'object' then m.data -> 'metrics' else '{}' end) as metrics
    into e
    from (
        select version, data, data ->> 'elapsed' as elapsed from mt_events
        where stream_id = 'trial-' || trial.id and version > trial.version and version <= upto and type = 'epoch_completed' order by version) m;
    if e.version is null then
        return trial;
    end if;

    select coalesce(array_agg(k.name order by k.name collate "C"), '{}') into names from (select distinct jsonb_object_keys(m) as name from unnest(e.metrics) m) k;
    select coalesce(array_agg(coalesce((p.value ->> p.name)::double precision, 'NaN')), '{}') into vals
    from (
        select m.value, n.name from unnest(e.metrics) with ordinality as m(value, place), unnest(names) with ordinality as n(name, place)
        order by m.place, n.place) p;

    if v.metric_names = names then
        v.metric_values := v.metric_values || vals;
    else
        v.metric_values := platform_append_metrics(v.metric_names, v.metric_values, cardinality(v.train_loss), e.epochs, names, vals);
        v.metric_names := platform_union_names(v.metric_names, names);
    end if;
    select b.best_epoch, b.best_value into v.best_epoch, v.best_value
    from platform_best_epoch(v.objective, v.maximize, v.best_epoch, v.best_value, e.first_epoch, e.train_loss, e.validation_loss, names, vals) as b;
    foreach more in array e.seconds loop
        v.trained_seconds := v.trained_seconds + coalesce(more, 0);
    end loop;
    v.train_loss := v.train_loss || e.train_loss;
    v.validation_loss := v.validation_loss || e.validation_loss;
    v.checkpoints := v.checkpoints || e.checkpoints;
    v.fruitless_attempts := 0;
    v.attempt_had_epoch := true;
    v.version := e.version;
    return v;
end $$;
