using Npgsql;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Reads what a metric of many runs was at a step. Of a run's events only those are read that may hold the last point up to the step: an event of
/// which the row says that it has such a point at a later step than another one's last puts the other one out.
/// </summary>
internal static class StepReader
{
    private const string Inbox = "select run_id, block from metric_inbox where run_id = any ($1)";

    private const string Blocks =
        """
        select q.id, e.bdata from unnest($1) as q(id)
        cross join lateral (
            select version, last_step, max(case when key = '' then null when last_step <= $3 then last_step else first_step end) over () as sure
            from metric_chunks where run_id = q.id and key in ($2, '') and first_step <= $3) c
        join mt_events e on e.stream_id = 'run-' || q.id and e.version = c.version
        where c.sure is null or c.last_step >= c.sure
        """;

    /// <summary>The value of the last point at or before the step, by run; runs without one are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> ReadAsync(NpgsqlConnection connection, string[] runIds, string key, long step, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Inbox) { Parameters = { new NpgsqlParameter { Value = runIds } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Blocks) { Parameters = { new NpgsqlParameter { Value = runIds }, new NpgsqlParameter { Value = key }, new NpgsqlParameter { Value = step } } });
        var found = new Dictionary<string, MetricPoint>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(stop);
        do
        {
            while (await reader.ReadAsync(stop))
            {
                var run = reader.GetString(0);
                if (MetricBlock.Decode(await reader.GetFieldValueAsync<byte[]>(1, stop), key) is { } column && LastUpTo(column, step) is { } point
                    && (!found.TryGetValue(run, out var other) || point > other))
                    found[run] = point;
            }
        }
        while (await reader.NextResultAsync(stop));
        return found.ToDictionary(f => f.Key, f => f.Value.Value, StringComparer.Ordinal);
    }

    private static MetricPoint? LastUpTo(MetricColumn column, long step)
    {
        var (low, high) = (0, column.Count); // the first point after the step lies in [low, high]
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (column.Steps[middle] <= step)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : column[low - 1];
    }
}
