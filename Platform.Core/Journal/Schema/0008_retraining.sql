-- How models are trained again: the plan in force, a wish that waits, the retraining under way, and the last ones that ended, newest first.
create table retraining_view (
    model     text  not null primary key,
    scheduled jsonb null,
    requested jsonb null,
    running   jsonb null,
    past      jsonb not null default '[]'
);
