-- Saved views of an experiment's table of runs, by identity; and the runs that came last, without a look at all.
alter table tracked_experiments add column views jsonb not null default '{}';
create index tracked_runs_latest on tracked_runs (created_at desc, id) where lifecycle = 'active';
