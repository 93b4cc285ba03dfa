-- Several epochs of a trial in one change: a rebuild of the views would otherwise write a trial's row once for each epoch.

drop function platform_append_metrics(text[], double precision[], int, text[], double precision[]);
drop function platform_objective(text, double precision, double precision, text[], double precision[]);

-- Adds epochs whose metrics are not those of the epochs before: every epoch gets a place for every name. The added values are those of
-- the first added epoch in the order of names, then those of the second, and so on.
create function platform_append_metrics(
    known_names text[], known_values double precision[], epochs_before int, epochs int, names text[], vals double precision[]) returns double precision[]
language plpgsql immutable as $$
begin
    return coalesce(
        (select array_agg(
            coalesce(
                case when e < epochs_before then known_values[e * cardinality(known_names) + array_position(known_names, n.name)]
                     else vals[(e - epochs_before) * cardinality(names) + array_position(names, n.name)] end,
                'NaN')
            order by e, n.place)
         from generate_series(0, epochs_before + epochs - 1) as e, unnest(platform_union_names(known_names, names)) with ordinality as n(name, place)),
        '{}');
end $$;

-- The best epoch so far and its value, after further epochs in their order, the first of which is first_epoch. Names and vals as above.
create function platform_best_epoch(
    objective text, maximize boolean, known_epoch int, known_value double precision, first_epoch int,
    train_loss double precision[], validation_loss double precision[], names text[], vals double precision[], out best_epoch int, out best_value double precision)
language plpgsql immutable as $$
declare
    place int := array_position(names, objective);
    value double precision;
begin
    best_epoch := known_epoch;
    best_value := known_value;
    for i in 1 .. cardinality(train_loss) loop
        value := case objective when 'train_loss' then train_loss[i] when 'validation_loss' then validation_loss[i] else vals[(i - 1) * cardinality(names) + place] end;
        if platform_is_better(value, best_value, maximize) then
            best_epoch := first_epoch + i - 1;
            best_value := value;
        end if;
    end loop;
end $$;
