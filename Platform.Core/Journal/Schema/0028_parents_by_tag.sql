-- A run is nested in the run that its tag names, whenever that was set; until now only a tag that it began with counted.
update tracked_runs set parent_run_id = nullif(tags ->> 'mlflow.parentRunId', '')
where kind = 'run' and lifecycle <> 'erased' and parent_run_id is distinct from nullif(tags ->> 'mlflow.parentRunId', '');
