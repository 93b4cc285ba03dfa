-- What the search wrote down with its decisions. Runs and sweeps from before have none of it.
alter table trial_view
    add column rationale jsonb null,
    add column carried   text  null,
    add column inherits  jsonb null,
    add column pruning   jsonb null;
alter table experiment_view add column search_stopped jsonb null;
