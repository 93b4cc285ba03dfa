using Platform.Core.Journal;
using Platform.Core.Tracking;

namespace Platform.Core.LoggedModels;

/// <summary>Keeps the tables <c>logged_models</c>, <c>logged_model_outputs</c> and <c>logged_model_inputs</c> from the events of logged models, and <c>logged_model_metrics</c> from those of runs.</summary>
public sealed class LoggedModelProjection : IInlineProjection
{
    private static readonly ProjectionStatement Create = new(
        """
        insert into logged_models (id, experiment_id, name, model_type, run_id, artifact_uri, status, params, tags, created_at, updated_at)
        select r.id, r.experiment, r.name, r.type, r.run, r.uri, 'pending', r.params, r.tags, r.at, r.at
        from json_to_recordset($1) as r(id text, experiment text, name text, type text, run text, uri text, params jsonb, tags jsonb, at timestamptz)
        """);

    private static readonly ProjectionStatement Finalize = new(
        "update logged_models m set status = r.status, updated_at = r.at from json_to_recordset($1) as r(id text, status text, at timestamptz) where m.id = r.id");

    private static readonly ProjectionStatement Params = new(
        "update logged_models m set params = m.params || r.params, updated_at = r.at from json_to_recordset($1) as r(id text, params jsonb, at timestamptz) where m.id = r.id");

    private static readonly ProjectionStatement Tags = new(
        """
        update logged_models m set tags = jsonb_strip_nulls(m.tags || r.tags), updated_at = r.at
        from json_to_recordset($1) as r(id text, tags jsonb, at timestamptz) where m.id = r.id
        """);

    private static readonly ProjectionStatement Output = new(
        """
        insert into logged_model_outputs (run_id, model_id, step)
        select r.run, r.id, r.step from json_to_recordset($1) as r(run text, id text, step bigint)
        on conflict (run_id, model_id) do update set step = excluded.step
        """);

    private static readonly ProjectionStatement Input = new(
        "insert into logged_model_inputs (run_id, model_id) select r.run, r.id from json_to_recordset($1) as r(run text, id text) on conflict do nothing");

    // The files themselves are in the view of artefacts.
    private static readonly ProjectionStatement Touch = new(
        "update logged_models m set updated_at = r.at from json_to_recordset($1) as r(id text, at timestamptz) where m.id = r.id");

    private static readonly ProjectionStatement Register = new(
        """
        update logged_models m set registrations = m.registrations || jsonb_build_array(jsonb_build_object('model', r.model, 'version', r.version)), updated_at = r.at
        from json_to_recordset($1) as r(id text, model text, version int, at timestamptz) where m.id = r.id
        """);

    private static readonly ProjectionStatement Delete = new(
        "update logged_models m set deleted = true, updated_at = r.at from json_to_recordset($1) as r(id text, at timestamptz) where m.id = r.id");

    private static readonly ProjectionStatement Erase = new("delete from logged_models m using json_to_recordset($1) as r(id text) where m.id = r.id");

    private static readonly ProjectionStatement EraseOutputs = new("delete from logged_model_outputs o using json_to_recordset($1) as r(id text) where o.model_id = r.id");

    private static readonly ProjectionStatement EraseInputs = new("delete from logged_model_inputs i using json_to_recordset($1) as r(id text) where i.model_id = r.id");

    private static readonly ProjectionStatement EraseMetrics = new("delete from logged_model_metrics p using json_to_recordset($1) as r(id text) where p.model_id = r.id");

    private static readonly ProjectionStatement EraseMetricsOfRun = new("delete from logged_model_metrics p using json_to_recordset($1) as r(run text) where p.run_id = r.run");

    // A point that comes again changes nothing.
    private static readonly ProjectionStatement Measure = new(
        """
        insert into logged_model_metrics (model_id, key, time, step, run_id, value, dataset_name, dataset_digest)
        select r.model, r.key, p.time, p.step, r.run, p.value, coalesce(r.name, ''), coalesce(r.digest, '')
        from json_to_recordset($1) as r(run text, model text, key text, name text, digest text, times bigint[], steps bigint[], vals double precision[]),
            unnest(r.times, r.steps, r.vals) as p(time, step, value)
        on conflict do nothing
        """);

    public IReadOnlyList<string> Tables { get; } = ["logged_models", "logged_model_outputs", "logged_model_inputs", "logged_model_metrics"];

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is ModelMetricsLogged measured)
            Project(recorded.StreamId[StreamNames.Run("").Length..], recorded.Version, measured, batch);
        if (recorded.Data is RunErased erased)
            batch.AddAcross(EraseMetricsOfRun, new { run = erased.RunId });
        if (recorded.Data is not LoggedModelEvent data)
            return;
        var id = recorded.StreamId[StreamNames.LoggedModel("").Length..];
        if (data is LoggedModelErased)
        {
            batch.Add(Erase, $"logged-model/{id}", new { id });
            batch.AddAcross(EraseOutputs, new { id });
            batch.AddAcross(EraseInputs, new { id });
            batch.AddAcross(EraseMetrics, new { id });
            return;
        }
        var (statement, row) = data switch
        {
            LoggedModelCreated e => (Create, (object)new
            {
                id, experiment = e.ExperimentId, e.Name, type = e.ModelType, run = e.RunId, uri = e.ArtifactUri, e.Params, e.Tags, e.At,
            }),
            LoggedModelFinalized e => (Finalize, new { id, e.Status, e.At }),
            LoggedModelParamsLogged e => (Params, new { id, e.Params, e.At }),
            LoggedModelTagsSet e => (Tags, new { id, e.Tags, e.At }),
            LoggedModelOutputNamed e => (Output, new { run = e.RunId, id, e.Step }),
            LoggedModelInputNamed e => (Input, new { run = e.RunId, id }),
            LoggedModelFileStored e => (Touch, new { id, e.At }),
            LoggedModelFileRemoved e => (Touch, new { id, e.At }),
            LoggedModelRegistered e => (Register, new { id, e.Model, e.Version, e.At }),
            LoggedModelDeleted e => (Delete, new { id, e.At }),
            _ => throw new System.Diagnostics.UnreachableException($"The view of logged models does not know {data.GetType().Name}."),
        };
        batch.Add(statement, $"logged-model/{id}", row);
    }

    // Points only come in, in any order: no two changes touch the same row.
    private static void Project(string run, long version, ModelMetricsLogged data, ProjectionBatch batch)
    {
        foreach (var (place, s) in data.Series.Index())
            batch.Add(Measure, $"logged-model-metrics/{run}/{version}/{place}", new { run, model = s.ModelId, s.Key, name = s.DatasetName, digest = s.DatasetDigest, s.Times, s.Steps, vals = s.Values });
    }
}
