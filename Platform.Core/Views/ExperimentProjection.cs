using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;

namespace Platform.Core.Views;

/// <summary>Keeps <see cref="ExperimentView"/> from the events of sweeps.</summary>
public sealed class ExperimentProjection : IInlineProjection
{
    // Each row names its event; that event's number is drawn when this runs.
    private const string LastSequence = "last_sequence = (select e.seq_id from mt_events e where e.stream_id = r.stream and e.version = r.version)";

    private static readonly ProjectionStatement Create = new(
        """
        insert into experiment_view (id, name, status, spec, maximize, priority, created_by, created_at, forked_from, last_sequence)
        select r.id, r.spec ->> 'name', 'running', r.spec, r.maximize, r.priority, r.by, r.at, r.fork, e.seq_id
        from json_to_recordset($1) as r(stream text, version bigint, id text, spec jsonb, maximize boolean, priority int, by text, at timestamptz, fork jsonb)
        join mt_events e on e.stream_id = r.stream and e.version = r.version
        """);

    private static readonly ProjectionStatement Propose = new(
        $"""
        update experiment_view v set proposed = r.number, idle_seconds = v.idle_seconds + r.idle, {LastSequence}
        from json_to_recordset($1) as r(stream text, version bigint, id text, number int, idle double precision) where v.id = r.id
        """);

    private static readonly ProjectionStatement Stop = new(
        $"""
        update experiment_view v set search_stopped = r.stopped, {LastSequence}
        from json_to_recordset($1) as r(stream text, version bigint, id text, stopped jsonb) where v.id = r.id
        """);

    private static readonly ProjectionStatement Finish = new(
        $"""
        update experiment_view v set
            completed = v.completed + (r.outcome = 'completed')::int, pruned = v.pruned + (r.outcome = 'pruned')::int,
            failed = v.failed + (r.outcome = 'failed')::int, cancelled = v.cancelled + (r.outcome = 'cancelled')::int,
            best_trial_id = case when r.counts and platform_is_better(r.value, v.best_value, v.maximize) then r.trial else v.best_trial_id end,
            best_value = case when r.counts and platform_is_better(r.value, v.best_value, v.maximize) then r.value else v.best_value end,
            {LastSequence}
        from json_to_recordset($1) as r(stream text, version bigint, id text, trial text, outcome text, counts boolean, value double precision) where v.id = r.id
        """);

    private static readonly ProjectionStatement Turn = new(
        $"""
        update experiment_view v set status = r.status, finished_at = coalesce(r.finished, v.finished_at), {LastSequence}
        from json_to_recordset($1) as r(stream text, version bigint, id text, status text, finished timestamptz) where v.id = r.id
        """);

    private static readonly ProjectionStatement Change = new(
        $"""
        update experiment_view v set spec = r.spec, search_stopped = null,
            changes = coalesce(v.changes, '[]') || jsonb_build_array(r.change || jsonb_build_object('before', v.spec)), {LastSequence}
        from json_to_recordset($1) as r(stream text, version bigint, id text, spec jsonb, change jsonb) where v.id = r.id
        """);

    private static readonly ProjectionStatement Prioritise = new(
        $"""
        update experiment_view v set priority = r.priority, {LastSequence}
        from json_to_recordset($1) as r(stream text, version bigint, id text, priority int) where v.id = r.id
        """);

    private static readonly ProjectionStatement Archive = new(
        $"""
        update experiment_view v set archived_at = r.archived, {LastSequence}
        from json_to_recordset($1) as r(stream text, version bigint, id text, archived timestamptz) where v.id = r.id
        """);

    private static readonly ProjectionStatement Erase = new("delete from experiment_view v using json_to_recordset($1) as r(id text) where v.id = r.id");

    public IReadOnlyList<string> Tables { get; } = ["experiment_view"];

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        var (stream, version) = (recorded.StreamId, recorded.Version);
        switch (recorded.Data)
        {
            case ExperimentCreated e:
                var maximize = e.Spec.Objective.Direction == Direction.Maximize;
                Add(Create, id => new { stream, version, id, e.Spec, maximize, e.Spec.Priority, e.By, e.At, fork = e.ForkedFrom });
                break;
            case TrialProposed e:
                Add(Propose, id => new { stream, version, id, e.Number, idle = e.Waited?.Idle.TotalSeconds ?? 0 });
                break;
            case SearchStopped e:
                Add(Stop, id => new { stream, version, id, stopped = e });
                break;
            case TrialFinished e:
                Add(Finish, id => new { stream, version, id, trial = e.TrialId, e.Outcome, e.Counts, e.Value });
                break;
            case ExperimentPaused:
                Become(ExperimentStatus.Paused, null);
                break;
            case ExperimentResumed:
                Become(ExperimentStatus.Running, null);
                break;
            case ExperimentCancelled e:
                Become(ExperimentStatus.Cancelled, e.At);
                break;
            case ExperimentCompleted e:
                Become(ExperimentStatus.Completed, e.At);
                break;
            case SweepChanged e:
                Add(Change, id => new { stream, version, id, e.Spec, change = new { e.AfterTrial, e.By, e.Reason, e.At } });
                break;
            case PriorityChanged e:
                Add(Prioritise, id => new { stream, version, id, e.Priority });
                break;
            case ExperimentArchived e:
                Add(Archive, id => new { stream, version, id, archived = (DateTimeOffset?)e.At });
                break;
            case ExperimentRestored:
                Add(Archive, id => new { stream, version, id, archived = (DateTimeOffset?)null });
                break;
            case ExperimentErased:
                Add(Erase, id => new { id });
                break;
        }

        void Become(ExperimentStatus status, DateTimeOffset? finished) => Add(Turn, id => new { stream, version, id, status, finished });

        void Add(ProjectionStatement statement, Func<string, object> row)
        {
            var id = stream[StreamNames.Experiment("").Length..];
            batch.Add(statement, $"experiment/{id}", row(id));
        }
    }
}
