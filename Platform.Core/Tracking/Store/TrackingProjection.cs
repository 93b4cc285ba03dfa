using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Core.Tracking.Store;

/// <summary>Keeps the rows of <see cref="TrackedExperiment"/> and <see cref="TrackedRun"/>. Points of metrics leave them alone: a hot run's row is not written for each batch.</summary>
public sealed class TrackingProjection : IInlineProjection
{
    /// <summary>The table whose unique names refuse a second experiment of one name.</summary>
    internal const string ExperimentTable = "tracked_experiments";

    /// <summary>The table of runs.</summary>
    internal const string RunTable = "tracked_runs";

    private static readonly ProjectionStatement CreateExperiment = new(
        """
        insert into tracked_experiments (id, name, artifact_location, tags, created_at, updated_at)
        select r.id, r.name, r.location, r.tags, r.at, r.at from json_to_recordset($1) as r(id text, name text, location text, tags jsonb, at timestamptz)
        """);

    private static readonly ProjectionStatement ChangeExperiment = new(
        """
        update tracked_experiments t set name = coalesce(r.name, t.name), lifecycle = coalesce(r.lifecycle, t.lifecycle), updated_at = r.at
        from json_to_recordset($1) as r(id text, name text, lifecycle text, at timestamptz) where t.id = r.id
        """);

    private static readonly ProjectionStatement TagExperiment = new(
        """
        update tracked_experiments t set tags = (t.tags || r.set) - array(select jsonb_array_elements_text(r.removed)), updated_at = r.at
        from json_to_recordset($1) as r(id text, set jsonb, removed jsonb, at timestamptz) where t.id = r.id
        """);

    private static readonly ProjectionStatement SaveView = new(
        "update tracked_experiments t set views = t.views || jsonb_build_object(r.view->>'id', r.view) from json_to_recordset($1) as r(id text, view jsonb) where t.id = r.id");

    private static readonly ProjectionStatement ChangeView = new(
        """
        update tracked_experiments t set views = jsonb_set(t.views, array[r.view], (t.views -> r.view) || r.change)
        from json_to_recordset($1) as r(id text, view text, change jsonb) where t.id = r.id
        """);

    private static readonly ProjectionStatement CreateRun = new(
        """
        insert into tracked_runs (id, experiment_id, name, user_name, status, start_time, parent_run_id, artifact_uri, tags, created_at)
        select r.id, r.experiment, r.name, r.user, r.status, r.start, r.parent, r.uri, r.tags, r.at
        from json_to_recordset($1) as r(
            id text, experiment text, name text, "user" text, status text, start bigint, parent text, uri text, tags jsonb, at timestamptz)
        """);

    private static readonly ProjectionStatement ChangeRun = new(
        """
        update tracked_runs t set status = coalesce(r.status, t.status), end_time = coalesce(r."end", t.end_time), name = coalesce(r.name, t.name),
            lifecycle = coalesce(r.lifecycle, t.lifecycle)
        from json_to_recordset($1) as r(id text, status text, "end" bigint, name text, lifecycle text) where t.id = r.id
        """);

    private static readonly ProjectionStatement LogParams = new(
        "update tracked_runs t set params = t.params || r.params from json_to_recordset($1) as r(id text, params jsonb) where t.id = r.id");

    private static readonly ProjectionStatement TagRun = new(
        """
        update tracked_runs t set tags = (t.tags || r.set) - array(select jsonb_array_elements_text(r.removed)),
            parent_run_id = case when r.set ? 'mlflow.parentRunId' then nullif(r.set ->> 'mlflow.parentRunId', '') when r.removed ? 'mlflow.parentRunId' then null else t.parent_run_id end
        from json_to_recordset($1) as r(id text, set jsonb, removed jsonb) where t.id = r.id
        """);

    private static readonly ProjectionStatement NameInputs = new(
        "update tracked_runs t set inputs = t.inputs || r.inputs from json_to_recordset($1) as r(id text, inputs jsonb) where t.id = r.id");

    private static readonly ProjectionStatement KeepInputs = new(
        """
        insert into run_inputs (run_id, version, place, input)
        select r.id, r.version, i.place, i.input
        from json_to_recordset($1) as r(id text, version bigint, inputs jsonb), jsonb_array_elements(r.inputs) with ordinality as i(input, place)
        """);

    // What is left of a run does not depend on what its row was: a rebuild finds none.
    private static readonly ProjectionStatement EraseRun = new(
        """
        insert into tracked_runs as t (id, experiment_id, name, user_name, status, lifecycle, start_time, artifact_uri, created_at)
        select r.id, r.experiment, r.name, '', 'finished', 'erased', 0, '', r.at from json_to_recordset($1) as r(id text, experiment text, name text, at timestamptz)
        on conflict (id) do update set experiment_id = excluded.experiment_id, name = excluded.name, user_name = '', status = excluded.status, lifecycle = excluded.lifecycle,
            start_time = 0, end_time = null, parent_run_id = null, artifact_uri = '', kind = excluded.kind, params = '{}', tags = '{}', inputs = '[]', created_at = excluded.created_at
        """);

    private static readonly ProjectionStatement ForgetInputs = new(
        "delete from run_inputs i using json_to_recordset($1) as r(id text) where i.run_id = r.id");

    private static readonly ProjectionStatement EraseExperiment = new(
        """
        insert into tracked_experiments as t (id, name, artifact_location, lifecycle, created_at, updated_at)
        select r.id, r.name, '', 'erased', r.at, r.at from json_to_recordset($1) as r(id text, name text, at timestamptz)
        on conflict (id) do update set name = excluded.name, artifact_location = '', lifecycle = excluded.lifecycle, tags = '{}', views = '{}',
            created_at = excluded.created_at, updated_at = excluded.updated_at
        """);

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = [ExperimentTable, RunTable, "run_inputs"];

    /// <inheritdoc/>
    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is RunEvent run)
            Project(recorded.StreamId[StreamNames.Run("").Length..], recorded.Version, run, batch);
        else if (recorded.Data is TrackedExperimentEvent experiment)
            Project(recorded.StreamId[StreamNames.Tracking("").Length..], experiment, batch);
    }

    // One key for all experiments: a name that one gives up may be taken by another in the same flush, so their changes keep their order.
    private static void Project(string id, TrackedExperimentEvent data, ProjectionBatch batch)
    {
        switch (data)
        {
            case TrackedExperimentCreated e:
                batch.Add(CreateExperiment, ExperimentTable, new { id, e.Name, location = e.ArtifactLocation, e.Tags, e.At });
                break;
            case TrackedExperimentRenamed e:
                batch.Add(ChangeExperiment, ExperimentTable, new { id, e.Name, e.At });
                break;
            case TrackedExperimentDeleted e:
                batch.Add(ChangeExperiment, ExperimentTable, new { id, lifecycle = Lifecycle.Deleted, e.At });
                break;
            case TrackedExperimentRestored e:
                batch.Add(ChangeExperiment, ExperimentTable, new { id, lifecycle = Lifecycle.Active, e.At });
                break;
            case TrackedExperimentErased e:
                batch.Add(EraseExperiment, ExperimentTable, new { id, name = TrackedExperiment.ErasedName(id), e.Erasure.At });
                break;
            case TrackedExperimentTagsSet e:
                batch.Add(TagExperiment, ExperimentTable, new { id, set = Given(e.Tags), removed = Removed(e.Tags), e.At });
                break;
            case RunViewSaved e:
                batch.Add(SaveView, ExperimentTable, new { id, view = new SavedView(e.ViewId, e.Name, e.Question, e.By, e.At) });
                break;
            case RunViewRenamed e:
                batch.Add(ChangeView, ExperimentTable, new { id, view = e.ViewId, change = new { e.Name, e.By, e.At } });
                break;
            case RunViewDeleted e:
                batch.Add(ChangeView, ExperimentTable, new { id, view = e.ViewId, change = new { deleted = true, e.By, e.At } });
                break;
            case RunViewRestored e:
                batch.Add(ChangeView, ExperimentTable, new { id, view = e.ViewId, change = new { deleted = false, e.By, e.At } });
                break;
        }
    }

    private static void Project(string id, long version, RunEvent data, ProjectionBatch batch)
    {
        var key = $"tracked_run/{id}";
        switch (data)
        {
            case RunCreated e:
                batch.Add(CreateRun, key, new
                {
                    id, experiment = e.ExperimentId, e.Name, e.User, e.Status, start = e.StartTime, parent = e.ParentRunId, uri = e.ArtifactUri, e.Tags, e.At,
                });
                break;
            case RunUpdated e:
                batch.Add(ChangeRun, key, new { id, status = e.Status is { } status ? ViewRows.Name(status) : null, end = e.EndTime, e.Name });
                break;
            case RunDeleted:
                batch.Add(ChangeRun, key, new { id, lifecycle = Lifecycle.Deleted });
                break;
            case RunRestored:
                batch.Add(ChangeRun, key, new { id, lifecycle = Lifecycle.Active });
                break;
            case RunErased e:
                batch.Add(EraseRun, key, new { id, experiment = e.ExperimentId, name = TrackedRun.ErasedName, e.Erasure.At });
                batch.AddAcross(ForgetInputs, new { id });
                break;
            case ParamsLogged e:
                batch.Add(LogParams, key, new { id, e.Params });
                break;
            case RunTagsSet e:
                batch.Add(TagRun, key, new { id, set = Given(e.Tags), removed = Removed(e.Tags) });
                break;
            case InputsLogged e:
                batch.Add(NameInputs, key, new { id, inputs = e.Inputs.Select(InputSummary.Of) });
                batch.Add(KeepInputs, $"run_inputs/{id}/{version}", new { id, version, e.Inputs });
                break;
        }
    }

    private static Dictionary<string, string> Given(IReadOnlyDictionary<string, string?> tags) =>
        tags.Where(t => t.Value is not null).ToDictionary(t => t.Key, t => t.Value!, StringComparer.Ordinal);

    private static IEnumerable<string> Removed(IReadOnlyDictionary<string, string?> tags) => tags.Where(t => t.Value is null).Select(t => t.Key);
}
