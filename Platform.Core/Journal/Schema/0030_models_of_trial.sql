-- A trial's page asks which models have a version of the trial; only the identities are indexed, a sixth of what an index of all that versions say takes.
create index model_view_trials on model_view using gin (jsonb_path_query_array(versions, '$[*].trialId'));
