-- Rows of the inbox that cannot be taken over into events: damaged, or of a run that is not there. Kept for somebody to look at, out of the others' way.
create table metric_inbox_refused (
    run_id text        not null,
    id     bigint      not null,
    points int         not null,
    block  bytea       not null,
    reason text        not null,
    at     timestamptz not null default now(),
    primary key (run_id, id)
);
