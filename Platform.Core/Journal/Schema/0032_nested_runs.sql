-- A table of runs says of each how many are nested in it.
create index tracked_runs_nested on tracked_runs (parent_run_id) where parent_run_id is not null;
