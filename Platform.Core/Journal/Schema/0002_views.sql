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

-- Curves have one value an epoch, epoch 1 first; metrics is an object of such arrays by name.
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
    metrics                jsonb              not null default '{}',
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
create function platform_objective(objective text, train_loss double precision, validation_loss double precision, metrics jsonb) returns double precision
language plpgsql immutable as $$
begin
    return case objective when 'train_loss' then train_loss when 'validation_loss' then validation_loss else (metrics ->> objective)::double precision end;
end $$;

-- NaN never wins, and loses to every number.
create function platform_is_better(value double precision, best double precision, maximize boolean) returns boolean language plpgsql immutable as $$
begin
    return value is not null and value <> 'NaN'
        and (best is null or best = 'NaN' or case when maximize then value > best else value < best end);
end $$;

-- Adds one epoch's metrics to the curves; a metric that an epoch lacks is NaN there.
create function platform_extend_curves(curves jsonb, epochs_before int, metrics jsonb) returns jsonb language plpgsql immutable as $$
declare
    name     text;
    extended jsonb := '{}';
begin
    for name in select jsonb_object_keys(curves || metrics) loop
        extended := extended || jsonb_build_object(
            name,
            coalesce(curves -> name, array_to_json(array_fill('NaN'::text, array[epochs_before]))::jsonb) || coalesce(metrics -> name, '"NaN"'));
    end loop;
    return extended;
end $$;
