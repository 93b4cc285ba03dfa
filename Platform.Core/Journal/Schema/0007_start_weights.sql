-- What a run took from an earlier training, as its event says; null for one that started afresh.
alter table trial_view add column start_weights jsonb null;
