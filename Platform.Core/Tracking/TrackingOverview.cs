namespace Platform.Core.Tracking;

/// <summary>What lists show of all experiments at once. No stream is folded. Thread-safe.</summary>
public sealed class TrackingOverview(TrackingViews views)
{
    private const string Totals =
        """
        select experiment_id, count(*)::int, (count(*) filter (where status = 'running'))::int, max(start_time)
        from tracked_runs where lifecycle = 'active' group by experiment_id
        """;

    /// <summary>The runs of each experiment that has any, by its identity.</summary>
    public Task<IReadOnlyDictionary<string, RunTotals>> TotalsAsync(CancellationToken stop = default) => views.ReadAsync<IReadOnlyDictionary<string, RunTotals>>(
        async connection =>
        {
            await using var command = TrackingViews.Command(connection, Totals, []);
            var totals = new Dictionary<string, RunTotals>(StringComparer.Ordinal);
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                totals.Add(reader.GetString(0), new RunTotals(reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));
            return totals;
        },
        stop);

    /// <summary>The active runs of an experiment that are nested in a run, the earliest first, with their latest metrics.</summary>
    /// <param name="max">At least 1.</param>
    public async Task<IReadOnlyList<RunWithMetrics>> NestedAsync(string experimentId, string parentRunId, int max, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var ids = await views.ReadAsync(
            async connection =>
            {
                await using var command = TrackingViews.Command(
                    connection,
                    "select id from tracked_runs where experiment_id = $1 and parent_run_id = $2 and lifecycle = 'active' order by start_time, id limit $3",
                    [experimentId, parentRunId, max]);
                var found = new List<string>();
                await using var reader = await command.ExecuteReaderAsync(stop);
                while (await reader.ReadAsync(stop))
                    found.Add(reader.GetString(0));
                return found;
            },
            stop);
        return ids.Count == 0 ? [] : await views.RunsWithMetricsAsync(ids, stop);
    }

    /// <summary>How many active runs of an experiment are nested in each of some of its runs; those without any are left out.</summary>
    public Task<IReadOnlyDictionary<string, int>> NestedCountsAsync(string experimentId, IReadOnlyCollection<string> runIds, CancellationToken stop = default) => views.ReadAsync<IReadOnlyDictionary<string, int>>(
        async connection =>
        {
            await using var command = TrackingViews.Command(
                connection,
                "select parent_run_id, count(*)::int from tracked_runs where parent_run_id = any($2) and experiment_id = $1 and lifecycle = 'active' group by parent_run_id",
                [experimentId, runIds.ToArray()]);
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                counts.Add(reader.GetString(0), reader.GetInt32(1));
            return counts;
        },
        stop);

    /// <summary>The runs that the platform heard of last, whatever their experiment, the newest first; without their metrics.</summary>
    /// <param name="max">At least 1.</param>
    public Task<IReadOnlyList<TrackedRun>> LatestRunsAsync(int max, CancellationToken stop = default) => views.ReadAsync<IReadOnlyList<TrackedRun>>(
        async connection =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
            await using var command = TrackingViews.Command(
                connection, $"select {Store.RunRows.RunColumns} from tracked_runs t where t.lifecycle = 'active' order by t.created_at desc, t.id limit $1", [max]);
            var runs = new List<TrackedRun>();
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                runs.Add(Store.RunRows.Run(reader));
            return runs;
        },
        stop);
}
