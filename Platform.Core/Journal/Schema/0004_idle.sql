-- How long lanes of a sweep with a fixed lag stood idle.
alter table experiment_view add column idle_seconds double precision not null default 0;
