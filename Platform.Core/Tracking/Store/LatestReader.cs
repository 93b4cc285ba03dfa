using Npgsql;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Reads runs with the latest of their metrics: the packed row of each, the events after it, and the inbox. All of it in one statement, which sees one moment: a point
/// that is taken over from the inbox meanwhile is in exactly one of them, so that it is counted once.
/// </summary>
internal static class LatestReader
{
    // Row by row by the keys, whatever the planner thinks: with the usual costs it would rather read whole tables, again for every page and with each start.
    // The inbox is read once for all of them: it is empty as a rule, so that a plan may well go through all of it, with what has been taken from it and not been cleaned up yet.
    private const string Rows =
        $"""
        select {RunRows.RunColumns}, l.packed, tail.blocks, inbox.blocks
        from unnest($1) with ordinality as q(id, place)
        cross join lateral (select * from tracked_runs where id = q.id offset 0) t
        cross join lateral (select version from mt_streams where id = 'run-' || q.id offset 0) s
        left join lateral (select merged_version, packed from run_latest where run_id = q.id offset 0) l on true
        cross join lateral (
            select array_agg(e.bdata order by e.version) as blocks from mt_events e
            where s.version > coalesce(l.merged_version, 0) and e.stream_id = 'run-' || q.id and e.version > coalesce(l.merged_version, 0) and e.type = 'metrics_logged' and e.bdata is not null) tail
        left join (select run_id, array_agg(block order by id) as blocks from metric_inbox where run_id = any ($1) group by run_id) inbox on inbox.run_id = q.id
        order by q.place
        """;

    public static async Task<IReadOnlyList<RunWithMetrics>> ReadAsync(NpgsqlConnection connection, string[] ids, CancellationToken stop)
    {
        var runs = new List<RunWithMetrics>(ids.Length);
        await using var command = TrackingViews.Command(connection, Rows, [ids]);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var fold = new LatestFold(reader.IsDBNull(RunRows.RunColumnCount) ? null : await reader.GetFieldValueAsync<byte[]>(RunRows.RunColumnCount, stop));
            for (var column = RunRows.RunColumnCount + 1; column <= RunRows.RunColumnCount + 2; column++)
            {
                foreach (var block in reader.IsDBNull(column) ? [] : await reader.GetFieldValueAsync<byte[][]>(column, stop))
                    fold.Add(block);
            }
            runs.Add(new RunWithMetrics(RunRows.Run(reader), fold.Sorted()));
        }
        return runs;
    }
}
