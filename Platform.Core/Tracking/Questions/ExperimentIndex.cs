using Npgsql;
using Platform.Core.Tracking.Store;

namespace Platform.Core.Tracking.Questions;

/// <summary>
/// The runs of one experiment in memory. Before each answer it catches up with the journal: the events' order is the order of their commits, so those after
/// the last number seen name every run that has changed. Points in the inbox have no number yet: runs that have some are read again. One question at a time.
/// </summary>
internal sealed class ExperimentIndex(string experimentId, TrackingViews views) : IDisposable
{
    private const int RunsAtOnce = 2_000;
    private const string Last = "select coalesce(max(seq_id), 0) from mt_events";

    private const string Waiting =
        "select distinct i.run_id from metric_inbox i join tracked_runs t on t.id = i.run_id where t.experiment_id = $1";

    private const string Changed =
        """
        select distinct t.id from mt_events e join tracked_runs t on t.id = substr(e.stream_id, 5)
        where e.seq_id > $2 and starts_with(e.stream_id, 'run-') and t.experiment_id = $1
        """;

    private const string Everything = "select id from tracked_runs where experiment_id = $1";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly RunColumns _runs = new();
    private long _seen = -1;

    /// <summary>When it was asked last, as the search counts.</summary>
    public long Used { get; set; }

    /// <summary>The first runs of a question after a place.</summary>
    public Task<List<RunPlace>> FindAsync(RunQuery query, RunPlace? after, int max, CancellationToken stop) =>
        AskAsync(query, (runs, marks) => new RunRanking(runs, query.Order).First(marks, after, max), stop);

    /// <summary>An answer from the columns and the marks of the runs that fulfil the question's condition; it must not keep the columns.</summary>
    public async Task<T> AskAsync<T>(RunQuery query, Func<RunColumns, bool[], T> answer, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            await CatchUpAsync(stop);
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

    public void Dispose() => _turn.Dispose();

    private async Task CatchUpAsync(CancellationToken stop)
    {
        var (last, changed) = await views.ReadAsync(connection => ChangedAsync(connection, stop), stop);
        foreach (var part in changed.Chunk(RunsAtOnce))
        {
            foreach (var (run, metrics) in await views.RunsWithMetricsAsync(part, stop))
                _runs.Set(run, metrics);
        }
        _seen = last;
    }

    // First the number up to which all is seen, then the inbox, then what has changed: a point that moves meanwhile is in one of them.
    private async Task<(long Last, HashSet<string> Runs)> ChangedAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Last));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Waiting) { Parameters = { new NpgsqlParameter { Value = experimentId } } });
        batch.BatchCommands.Add(_seen < 0
            ? new NpgsqlBatchCommand(Everything) { Parameters = { new NpgsqlParameter { Value = experimentId } } }
            : new NpgsqlBatchCommand(Changed) { Parameters = { new NpgsqlParameter { Value = experimentId }, new NpgsqlParameter { Value = _seen } } });
        var runs = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        var last = reader.GetInt64(0);
        while (await reader.NextResultAsync(stop))
        {
            while (await reader.ReadAsync(stop))
                runs.Add(reader.GetString(0));
        }
        return (last, runs);
    }
}
