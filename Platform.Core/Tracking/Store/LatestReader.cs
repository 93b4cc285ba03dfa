using Npgsql;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Reads runs with the latest of their metrics: the packed row of each, then the events after it, and the inbox. The inbox comes first: a point that is
/// taken over meanwhile is then seen twice, which does no harm, instead of never.
/// </summary>
internal static class LatestReader
{
    private const string Inbox = "select run_id, block from metric_inbox where run_id = any ($1)";

    // Row by row by the keys, whatever the planner thinks: with the usual costs it would rather read whole tables, again for every page and with each start.
    private const string Packed =
        $"""
        select {RunRows.RunColumns}, coalesce(l.merged_version, 0), l.packed, s.version
        from unnest($1) with ordinality as q(id, place)
        cross join lateral (select * from tracked_runs where id = q.id offset 0) t
        cross join lateral (select version from mt_streams where id = 'run-' || q.id offset 0) s
        left join lateral (select merged_version, packed from run_latest where run_id = q.id offset 0) l on true order by q.place
        """;

    private const string Tail =
        """
        select q.place, e.bdata from unnest($1, $2) with ordinality as q(stream_id, merged, place)
        join mt_events e on e.stream_id = q.stream_id and e.version > q.merged and e.type = 'metrics_logged' and e.bdata is not null order by q.place, e.version
        """;

    public static async Task<IReadOnlyList<RunWithMetrics>> ReadAsync(NpgsqlConnection connection, string[] ids, CancellationToken stop)
    {
        var folds = new List<(TrackedRun Run, LatestFold Fold, long Merged, long Version)>(ids.Length);
        var waiting = new List<(string Run, byte[] Block)>();
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Inbox) { Parameters = { new NpgsqlParameter { Value = ids } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Packed) { Parameters = { new NpgsqlParameter { Value = ids } } });
            await using var reader = await batch.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                waiting.Add((reader.GetString(0), await reader.GetFieldValueAsync<byte[]>(1, stop)));
            await reader.NextResultAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                var packed = reader.IsDBNull(RunRows.RunColumnCount + 1) ? null : await reader.GetFieldValueAsync<byte[]>(RunRows.RunColumnCount + 1, stop);
                folds.Add((RunRows.Run(reader), new LatestFold(packed), reader.GetInt64(RunRows.RunColumnCount), reader.GetInt64(RunRows.RunColumnCount + 2)));
            }
        }
        await AddTailsAsync(connection, [.. folds.Where(f => f.Version > f.Merged).Select(f => (f.Run.Id, f.Merged, f.Fold))], stop);
        var byRun = waiting.ToLookup(w => w.Run, w => w.Block, StringComparer.Ordinal);
        foreach (var (run, fold, _, _) in folds)
        {
            foreach (var block in byRun[run.Id])
                fold.Add(block);
        }
        return [.. folds.Select(f => new RunWithMetrics(f.Run, f.Fold.Sorted()))];
    }

    private static async Task AddTailsAsync(NpgsqlConnection connection, (string Run, long Merged, LatestFold Fold)[] runs, CancellationToken stop)
    {
        if (runs.Length == 0)
            return;
        await using var command = TrackingViews.Command(
            connection, Tail, [Array.ConvertAll(runs, r => StreamNames.Run(r.Run)), Array.ConvertAll(runs, r => r.Merged)]);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            runs[reader.GetInt64(0) - 1].Fold.Add(await reader.GetFieldValueAsync<byte[]>(1, stop));
    }
}
