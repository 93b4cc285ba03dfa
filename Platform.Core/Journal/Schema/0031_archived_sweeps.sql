-- Since when lists leave a sweep out; null for those that stand in them.
alter table experiment_view add column archived_at timestamptz;
