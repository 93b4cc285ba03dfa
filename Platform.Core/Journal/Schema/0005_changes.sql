-- Changes of a sweep's space or budget, oldest first, each with the spec that it replaced; null for a sweep that was never changed.
alter table experiment_view add column changes jsonb null;
