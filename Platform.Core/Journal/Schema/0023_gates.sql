-- The conditions of a model's promotions, every evaluation of them (newest first), and the model's card.
alter table model_view add column gates jsonb;
alter table model_view add column evaluations jsonb not null default '[]';
alter table model_view add column card jsonb;
