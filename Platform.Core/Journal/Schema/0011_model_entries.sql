-- What is said about registered models and their versions: descriptions, tags, stages, and sources from outside.
-- Rows of before have no times: those of their first and last version stand for them.
alter table model_view add column description text not null default '';
alter table model_view add column tags jsonb not null default '{}';
alter table model_view add column entries jsonb not null default '{}';
alter table model_view add column created_at timestamptz;
alter table model_view add column updated_at timestamptz;
