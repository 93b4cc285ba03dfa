-- What runs measured of logged models, each point once: a projection of the runs' events. Without a data set its name and digest are empty.
create table logged_model_metrics (
    model_id text not null,
    key text not null,
    time bigint not null,
    step bigint not null,
    run_id text not null,
    value double precision not null,
    dataset_name text not null,
    dataset_digest text not null,
    primary key (model_id, key, time, step, run_id, value, dataset_name, dataset_digest)
);

create index logged_model_metrics_run on logged_model_metrics (run_id);

-- The newest points of a model are shown.
create index logged_model_metrics_newest on logged_model_metrics (model_id, time desc, step desc);
