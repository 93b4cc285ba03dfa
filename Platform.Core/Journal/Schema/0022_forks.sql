-- Sweeps that began with another's results: {"experimentId": …, "at": …}.
alter table experiment_view add column forked_from jsonb;
create index experiment_view_forks on experiment_view ((forked_from ->> 'experimentId')) where forked_from is not null;
