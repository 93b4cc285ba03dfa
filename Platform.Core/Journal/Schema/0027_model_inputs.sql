-- The logged models that runs named as what they read, kept from logged_model_input_named.
create table logged_model_inputs (
    run_id text not null,
    model_id text not null,
    primary key (run_id, model_id)
);
