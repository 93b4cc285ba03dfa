using Npgsql;
using Platform.Core.Tracking.Store;

namespace Platform.Core.Tracking.Questions;

/// <summary>
/// The runs of one experiment in memory. Before each answer it catches up with the journal: the events' order is the order of their commits, so those after
/// the last number seen name every run that has changed. Points in the inbox have no number yet: runs that have some are read again. Parts of metrics beside
/// the last values are kept from the first question for them. One question at a time.
/// </summary>
internal sealed class ExperimentIndex(string experimentId, TrackingViews views) : IDisposable
{
    private const int RunsAtOnce = 2_000;
    private const int PartsAtOnce = 4;
    private const int StepsHeld = 8;
    private const int ValuesHeld = 32_768;
    private const int LargestHeldPage = 1_000;
    private const string Last = "select coalesce(max(seq_id), 0) from mt_events";

    // From run to run by the inbox's key: rows that were taken out and not yet reclaimed, of which a busy inbox has many, are not read one by one.
    private const string Waiting =
        """
        with recursive waiting(run_id) as (
            select min(run_id) from metric_inbox
            union all
            select (select min(i.run_id) from metric_inbox i where i.run_id > w.run_id) from waiting w where w.run_id is not null)
        select t.id from waiting w join tracked_runs t on t.id = w.run_id where t.experiment_id = $1
        """;

    private const string Changed =
        """
        select distinct t.id from mt_events e join tracked_runs t on t.id = substr(e.stream_id, 5)
        where e.seq_id > $2 and starts_with(e.stream_id, 'run-') and t.experiment_id = $1
        """;

    private const string Everything = "select id from tracked_runs where experiment_id = $1 and lifecycle <> 'erased'";

    private const string Models =
        """
        select m.run_id, m.id, m.name, m.model_type from logged_models m where m.experiment_id = $1 and not m.deleted and m.run_id is not null
        union
        select o.run_id, m.id, m.name, m.model_type from logged_model_outputs o join logged_models m on m.id = o.model_id where m.experiment_id = $1 and not m.deleted
        order by 2
        """;

    private const string ModelsChanged = "select exists (select from mt_events where seq_id > $1 and seq_id <= $2 and starts_with(stream_id, 'logged-model-'))";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HeldRuns _held = new(ValuesHeld);
    private readonly List<HeldStep> _steps = []; // values at steps that are kept, the one asked for last at the end
    private RunColumns _runs = new();
    private string[] _waiting = []; // runs that had points in the inbox at the last look
    private long _seen = -1;
    private long _modelsSeen = -1; // the models are those of this number, of so many runs
    private int _modelsOf;
    private bool _holdsErased; // the columns hold contents of a run that was erased

    /// <summary>When it was asked last, as the search counts.</summary>
    public long Used { get; set; }

    /// <summary>As what it counts among what the search holds.</summary>
    public int Counted { get; set; }

    /// <summary>The runs that it holds; another question may be taking some in.</summary>
    public int Runs => _runs.Count;

    /// <summary>The first runs of a question after a place.</summary>
    public Task<List<RunPlace>> FindAsync(RunQuery query, RunPlace? after, int max, CancellationToken stop) =>
        AskAsync(query, (runs, marks) => new RunRanking(runs, query.Order).First(marks, after, max), stop);

    /// <summary>An answer from the columns and the marks of the runs that fulfil the question's condition; it must not keep the columns.</summary>
    /// <param name="more">A field that the answer looks at beside those of the question.</param>
    public async Task<T> AskAsync<T>(RunQuery query, Func<RunColumns, bool[], T> answer, CancellationToken stop, params RunField[] more)
    {
        await _turn.WaitAsync(stop);
        try
        {
            var fields = QuestionFields.Of(query).Concat(more).Distinct().ToList();
            await CatchUpAsync(stop);
            if (_holdsErased)
            {
                Forget();
                await CatchUpAsync(stop);
            }
            if (Keep(fields))
                await CatchUpAsync(stop);
            foreach (var step in _steps.Where(step => fields.Contains(step.Field)))
                await ReadStepAsync(step, stop);
            if (fields.Exists(f => f.Kind == RunFieldKind.Model))
                await ReadModelsAsync(stop);
            var marks = new bool[_runs.Count];
            _runs.Mark(marks, query.View);
            if (query.Filter is { } filter)
                FilterMarks.And(marks, FilterMarks.Of(_runs, filter));
            return answer(_runs, marks);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs that an answer named, in no order, at least as new as that answer; unknown ones are left out. Those of small pages are held until they change.</summary>
    public async Task<IReadOnlyList<RunWithMetrics>> RunsAsync(IReadOnlyList<string> ids, CancellationToken stop)
    {
        if (ids.Count > LargestHeldPage)
            return await views.RunsWithMetricsAsync(ids, stop);
        await _turn.WaitAsync(stop); // a run that is read while another question sees it change would be held as it was before
        try
        {
            var runs = new List<RunWithMetrics>(ids.Count);
            var missing = new List<string>();
            foreach (var id in ids)
            {
                if (_held.TryGet(id, out var run))
                    runs.Add(run);
                else
                    missing.Add(id);
            }
            if (missing.Count > 0)
            {
                var read = await views.RunsWithMetricsAsync(missing, stop);
                foreach (var run in read)
                    _held.Add(run);
                runs.AddRange(read);
            }
            return runs;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // What was not kept so far is in no column: then all runs are read again. Of a metric that no run has nothing is kept.
    private bool Keep(List<RunField> fields)
    {
        var isNew = false;
        foreach (var field in fields)
        {
            if (field.Kind != RunFieldKind.Metric || field.Part == MetricPart.Last || _runs.FindNumbers(new RunField(RunFieldKind.Metric, field.Key)) is null)
                continue;
            if (field.Part == MetricPart.At)
                Hold(field);
            else
                isNew |= _runs.Keep(field);
        }
        for (var i = 0; i < _steps.Count && _steps.Count > StepsHeld;)
        {
            if (fields.Contains(_steps[i].Field))
            {
                i++;
                continue;
            }
            _runs.DropNumbers(_steps[i].Field);
            _steps.RemoveAt(i);
        }
        if (isNew)
            _seen = -1;
        return isNew;
    }

    // Names of its parameters and metrics must not be offered any more.
    private void Forget()
    {
        _runs = new RunColumns();
        _modelsSeen = -1;
        _steps.Clear();
        (_seen, _holdsErased) = (-1, false);
    }

    private void Hold(RunField field)
    {
        var held = _steps.Find(step => step.Field == field) ?? new HeldStep(field, [.. Enumerable.Range(0, _runs.Count).Select(_runs.IdOf)]);
        _steps.Remove(held);
        _steps.Add(held);
    }

    private async Task CatchUpAsync(CancellationToken stop)
    {
        var (last, waiting, changed) = await views.ReadAsync(connection => ChangedAsync(connection, stop), stop);
        changed.UnionWith(waiting);
        changed.UnionWith(_waiting); // points that were refused leave the inbox without an event
        foreach (var id in changed)
            _held.Remove(id);
        // Some parts are read while another is taken in: a first question for many runs waits for the reading.
        var reading = new Queue<Task<IReadOnlyList<RunWithMetrics>>>();
        foreach (var part in changed.Chunk(RunsAtOnce))
        {
            reading.Enqueue(Task.Run(() => views.RowsWithMetricsAsync(part, stop), stop));
            if (reading.Count == PartsAtOnce)
                Take(await reading.Dequeue());
        }
        while (reading.TryDequeue(out var read))
            Take(await read);
        foreach (var step in _steps)
            step.Stale.UnionWith(changed);
        _waiting = waiting;
        _seen = last;

        void Take(IReadOnlyList<RunWithMetrics> runs)
        {
            foreach (var (run, metrics) in runs)
            {
                _runs.Set(run, metrics);
                _holdsErased |= run.Lifecycle == Lifecycle.Erased;
            }
        }
    }

    // Only a question for a step reads its values, and only those of runs that have changed since the last one: a step that takes long or fails is the business of who asks for it.
    private async Task ReadStepAsync(HeldStep step, CancellationToken stop)
    {
        foreach (var part in step.Stale.Chunk(RunsAtOnce))
        {
            var runs = await views.RunsWithMetricsAsync(part, stop);
            string[] reached = [.. runs.Where(run => run.Metrics.Any(m => m.Key == step.Field.Key && m.Last.Step >= step.Field.Step)).Select(run => run.Run.Id)];
            if (reached.Length > 0)
            {
                var values = await views.ReadAsync(connection => StepReader.ReadAsync(connection, reached, step.Field.Key, step.Field.Step, stop), stop);
                foreach (var (run, value) in values)
                    _runs.SetNumber(run, step.Field, value);
            }
            step.Stale.ExceptWith(part);
        }
    }

    // Models are streams of their own: they are read anew when one of them, of any experiment, has changed since, or runs have come.
    private async Task ReadModelsAsync(CancellationToken stop)
    {
        var upTo = _seen;
        var models = await views.ReadAsync(
            async connection =>
            {
                if (_modelsSeen >= 0 && _modelsOf == _runs.Count)
                {
                    await using var changed = TrackingViews.Command(connection, ModelsChanged, [_modelsSeen, upTo]);
                    if (await changed.ExecuteScalarAsync(stop) is false)
                        return null;
                }
                await using var command = TrackingViews.Command(connection, Models, [experimentId]);
                var found = new List<(string Run, string Id, string Name, string Type)>();
                await using var reader = await command.ExecuteReaderAsync(stop);
                while (await reader.ReadAsync(stop))
                    found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
                return found;
            },
            stop);
        (_modelsSeen, _modelsOf) = (upTo, _runs.Count);
        if (models is null)
            return;
        _runs.Replace(new RunField(RunFieldKind.Model, "id"), models.ToLookup(m => m.Run, m => m.Id, StringComparer.Ordinal));
        _runs.Replace(new RunField(RunFieldKind.Model, "name"), models.ToLookup(m => m.Run, m => m.Name, StringComparer.Ordinal));
        _runs.Replace(new RunField(RunFieldKind.Model, "type"), models.ToLookup(m => m.Run, m => m.Type, StringComparer.Ordinal));
    }

    // First the number up to which all is seen, then the inbox, then what has changed: a point that moves meanwhile is in one of them.
    private async Task<(long Last, string[] Waiting, HashSet<string> Changed)> ChangedAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Last));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Waiting) { Parameters = { new NpgsqlParameter { Value = experimentId } } });
        batch.BatchCommands.Add(_seen < 0
            ? new NpgsqlBatchCommand(Everything) { Parameters = { new NpgsqlParameter { Value = experimentId } } }
            : new NpgsqlBatchCommand(Changed) { Parameters = { new NpgsqlParameter { Value = experimentId }, new NpgsqlParameter { Value = _seen } } });
        await using var reader = await batch.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        var last = reader.GetInt64(0);
        return (last, [.. await IdsAsync()], [.. await IdsAsync()]);

        async Task<HashSet<string>> IdsAsync()
        {
            await reader.NextResultAsync(stop);
            var ids = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(stop))
                ids.Add(reader.GetString(0));
            return ids;
        }
    }

    /// <summary>The values of a metric at a step, and the runs whose values are not read yet.</summary>
    private sealed record HeldStep(RunField Field, HashSet<string> Stale);
}
