using Npgsql;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Reads a metric's points in order: first the inbox, so that nothing is missed that is taken over meanwhile, then the list of the events that hold points of
/// the key, then their blocks in the order of their first points until the page is full. Points of events may overlap in any way.
/// </summary>
internal sealed class HistoryReader(NpgsqlConnection connection, string runId, string key)
{
    private const int BlocksAtOnce = 64;
    private const string Inbox = "select block from metric_inbox where run_id = $1";

    /// <summary>A page after a point.</summary>
    public async Task<MetricHistoryPage> ReadAsync(int max, MetricPoint? after, MetricOrder order, CancellationToken stop)
    {
        Comparison<MetricPoint> compare = order == MetricOrder.ByTime ? MetricPoint.CompareByTime : (a, b) => a.CompareTo(b);
        var (waiting, chunks) = await PlacesAsync(after, order, stop);
        var points = new List<MetricPoint>();
        foreach (var block in waiting)
            Add(block, after, compare, points);
        var fromInbox = points.Count;
        var highest = long.MinValue;
        for (var start = 0; start < chunks.Count; start += BlocksAtOnce)
        {
            // What is left begins after everything that was read: the page is there, whatever follows.
            if (points.Count - fromInbox > max && chunks[start].First > highest)
                break;
            var part = chunks.GetRange(start, Math.Min(BlocksAtOnce, chunks.Count - start));
            highest = Math.Max(highest, part.Max(c => c.Last));
            await foreach (var block in BlocksAsync(connection, runId, [.. part.Select(c => c.Version)], stop))
                Add(block, after, compare, points);
        }
        return Page(Distinct(points, compare), max);
    }

    /// <summary>The blocks of events of a run.</summary>
    public static async IAsyncEnumerable<byte[]> BlocksAsync(
        NpgsqlConnection connection, string runId, long[] versions, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using var command = TrackingViews.Command(
            connection, "select bdata from mt_events where stream_id = $1 and version = any ($2) order by version", [StreamNames.Run(runId), versions]);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            yield return await reader.GetFieldValueAsync<byte[]>(0, stop);
    }

    /// <summary>The inbox's blocks of a run.</summary>
    public static NpgsqlBatchCommand InboxCommand(string runId) => new(Inbox) { Parameters = { new NpgsqlParameter { Value = runId } } };

    private static MetricHistoryPage Page(List<MetricPoint> points, int max) =>
        points.Count <= max ? new MetricHistoryPage(points, null) : new MetricHistoryPage(points.GetRange(0, max), points[max - 1]);

    private void Add(byte[] block, MetricPoint? after, Comparison<MetricPoint> compare, List<MetricPoint> points)
    {
        if (MetricBlock.Decode(block, key) is not { } column)
            return;
        for (var i = 0; i < column.Count; i++)
        {
            if (after is not { } bound || compare(column[i], bound) > 0)
                points.Add(column[i]);
        }
    }

    private async Task<(List<byte[]> Waiting, List<Chunk> Chunks)> PlacesAsync(MetricPoint? after, MetricOrder order, CancellationToken stop)
    {
        var (first, last, bound) = order == MetricOrder.ByTime ? ("first_time", "last_time", after?.Time) : ("first_step", "last_step", after?.Step);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(InboxCommand(runId));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            select version, min({first}), max({last}) from metric_chunks where run_id = $1 and key in ($2, '') and {last} >= $3
            group by version order by 2, version
            """)
        {
            Parameters = { new NpgsqlParameter { Value = runId }, new NpgsqlParameter { Value = key }, new NpgsqlParameter { Value = bound ?? long.MinValue } },
        });
        var (waiting, chunks) = (new List<byte[]>(), new List<Chunk>());
        await using var reader = await batch.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            waiting.Add(await reader.GetFieldValueAsync<byte[]>(0, stop));
        await reader.NextResultAsync(stop);
        while (await reader.ReadAsync(stop))
            chunks.Add(new Chunk(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));
        return (waiting, chunks);
    }

    private static List<MetricPoint> Distinct(List<MetricPoint> points, Comparison<MetricPoint> compare)
    {
        var ascending = true;
        for (var i = 1; i < points.Count && ascending; i++)
            ascending = compare(points[i - 1], points[i]) < 0;
        if (ascending)
            return points;
        points.Sort(compare);
        var kept = 1;
        for (var i = 1; i < points.Count; i++)
        {
            if (compare(points[i], points[kept - 1]) != 0)
                points[kept++] = points[i];
        }
        points.RemoveRange(kept, points.Count - kept);
        return points;
    }

    private readonly record struct Chunk(long Version, long First, long Last);
}
