-- The current views. Inline projections write them; a rebuild replaces the tables whose names end in _view.

create table experiment_view (
    id            text             not null primary key,
    name          text             not null,
    status        text             not null,
    spec          jsonb            not null,
    maximize      boolean          not null,
    priority      int              not null,
    created_by    text             not null,
    created_at    timestamptz      not null,
    finished_at   timestamptz      null,
    proposed      int              not null default 0,
    completed     int              not null default 0,
    pruned        int              not null default 0,
    failed        int              not null default 0,
    cancelled     int              not null default 0,
    best_trial_id text             null,
    best_value    double precision null,
    last_sequence bigint           not null
) with (fillfactor = 70);
create index on experiment_view (created_at desc, id);

-- Curves have one value an epoch, epoch 1 first. metric_values has all further metrics of epoch 1, then of epoch 2, …, each in the
-- order of metric_names; NaN where an epoch lacks one.
create table trial_view (
    id                     text               not null primary key,
    experiment_id          text               not null default '',
    number                 int                not null default 0,
    status                 text               not null default 'proposed',
    lane                   int                not null default 0,
    parameters             jsonb              not null default '{}',
    fields                 jsonb              not null default '{}',
    epochs                 int                not null default 0,
    device                 text               not null default '',
    objective              text               not null default '',
    maximize               boolean            not null default false,
    attempt                int                not null default 0,
    fruitless_attempts     int                not null default 0,
    attempt_had_epoch      boolean            not null default false,
    silo                   text               null,
    train_loss             double precision[] not null default '{}',
    validation_loss        double precision[] not null default '{}',
    metric_names           text[]             not null default '{}',
    metric_values          double precision[] not null default '{}',
    checkpoints            text[]             not null default '{}',
    best_epoch             int                null,
    best_value             double precision   null,
    why                    text               null,
    end_reason             text               null,
    test_metrics           jsonb              null,
    test_evaluation_wanted boolean            not null default false,
    data_digest            text               null,
    environment            jsonb              null,
    reproduces_trial_id    text               null,
    verdict                jsonb              null,
    created_at             timestamptz        not null default '-infinity',
    started_at             timestamptz        null,
    finished_at            timestamptz        null,
    trained_seconds        double precision   not null default 0,
    version                bigint             not null default 0
) with (fillfactor = 60);
create index on trial_view (experiment_id, number);
create index on trial_view (experiment_id) where status in ('proposed', 'running', 'suspended');
create index on trial_view (id) where test_evaluation_wanted;

create table model_view (
    name     text  not null primary key,
    versions jsonb not null default '[]',
    aliases  jsonb not null default '{}',
    history  jsonb not null default '[]'
);

-- Who serves now. Liveness is not history: a table, not events, with the database's clock.
create table platform_silos (
    id               text        not null primary key,
    host             text        not null,
    process_id       int         not null,
    slots            int         not null,
    threads_per_slot int         not null,
    groups           text[]      not null,
    running          text[]      not null,
    version          text        not null,
    started_at       timestamptz not null,
    last_seen        timestamptz not null default now()
);

-- In plpgsql, which keeps its plans for the session; functions in SQL are planned anew by every statement that calls them.

-- The value of an epoch that a sweep optimises, null if the epoch lacks it.
create function platform_objective(
    objective text, train_loss double precision, validation_loss double precision, names text[], vals double precision[]) returns double precision
language plpgsql immutable as $$
begin
    return case objective when 'train_loss' then train_loss when 'validation_loss' then validation_loss else vals[array_position(names, objective)] end;
end $$;

-- NaN never wins, and loses to every number.
create function platform_is_better(value double precision, best double precision, maximize boolean) returns boolean language plpgsql immutable as $$
begin
    return value is not null and value <> 'NaN'
        and (best is null or best = 'NaN' or case when maximize then value > best else value < best end);
end $$;

create function platform_union_names(known text[], added text[]) returns text[] language plpgsql immutable as $$
begin
    return coalesce((select array_agg(n order by n collate "C") from (select distinct unnest(known || added) as n) d), '{}');
end $$;

-- Adds an epoch whose metrics are not those of the epochs before: every epoch gets a place for every name.
create function platform_append_metrics(
    known_names text[], known_values double precision[], epochs_before int, names text[], vals double precision[]) returns double precision[]
language plpgsql immutable as $$
begin
    return coalesce(
        (select array_agg(
            coalesce(
                case when e < epochs_before then known_values[e * cardinality(known_names) + array_position(known_names, n.name)]
                     else vals[array_position(names, n.name)] end,
                'NaN')
            order by e, n.place)
         from generate_series(0, epochs_before) as e, unnest(platform_union_names(known_names, names)) with ordinality as n(name, place)),
        '{}');
end $$;
