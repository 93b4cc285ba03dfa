-- The files of runs and logged models: a projection of their events. Contents lie in the artefact store under their digests.
create table artifacts (
    owner text not null,
    path text not null,
    digest text not null,
    size bigint not null,
    primary key (owner, path)
);

-- Models that programs stored (MLflow's logged models) and the runs that made them: a projection of their events.
create table logged_models (
    id text primary key,
    experiment_id text not null,
    name text not null,
    model_type text not null,
    run_id text,
    artifact_uri text not null,
    status text not null,
    deleted boolean not null default false,
    params jsonb not null,
    tags jsonb not null,
    registrations jsonb not null default '[]',
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index logged_models_by_experiment on logged_models (experiment_id, created_at desc);

create table logged_model_outputs (
    run_id text not null,
    model_id text not null,
    step bigint not null,
    primary key (run_id, model_id)
);
