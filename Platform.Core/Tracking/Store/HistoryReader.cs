using Npgsql;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Reads a metric's points in order: first the inbox, so that nothing is missed that is taken over meanwhile, then the list of the events that hold points of
/// the key, then their blocks in the order of their first points (their latest, if the latest come first) until the page is full. Points of events may overlap in any way.
/// </summary>
internal sealed class HistoryReader(NpgsqlConnection connection, string runId, string key)
{
    private const int BlocksAtOnce = 64;
    private const int FewestBlocks = 4;
    private const string Inbox = "select block from metric_inbox where run_id = $1";

    /// <summary>A page after a point.</summary>
    public async Task<MetricHistoryPage> ReadAsync(int max, MetricPoint? after, MetricOrder order, CancellationToken stop)
    {
        IHistoryPage page = order switch
        {
            MetricOrder.ByStep => new HistoryPage<ByStep>(max, after),
            MetricOrder.ByTime => new HistoryPage<ByTime>(max, after),
            _ => new HistoryPage<NewestFirst>(max, after),
        };
        var (waiting, chunks) = await PlacesAsync(after, order, stop);
        foreach (var block in waiting)
            Add(block, page);
        for (var start = 0; start < chunks.Count;)
        {
            if (page.Bound() is { } bound && IsBeyond(chunks[start].First, bound, order))
                break;
            var part = Next(chunks, start, page.Missing);
            start += part.Count;
            page.Expect(part.Sum(chunk => chunk.Points));
            await foreach (var block in BlocksAsync(connection, runId, [.. part.Select(c => c.Version)], stop))
                Add(block, page);
        }
        return page.Finish();
    }

    /// <summary>The blocks of events of a run.</summary>
    public static async IAsyncEnumerable<byte[]> BlocksAsync(
        NpgsqlConnection connection, string runId, long[] versions, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using var command = TrackingViews.Command(
            connection, "select bdata from mt_events where stream_id = $1 and version = any ($2) and bdata is not null order by version", [StreamNames.Run(runId), versions]);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            yield return await reader.GetFieldValueAsync<byte[]>(0, stop);
    }

    /// <summary>The inbox's blocks of a run.</summary>
    public static NpgsqlBatchCommand InboxCommand(string runId) => new(Inbox) { Parameters = { new NpgsqlParameter { Value = runId } } };

    // As many blocks as fill the page, and one more, for the first may lie partly before it. Points of events without a row of the key's own are not known.
    private static List<Chunk> Next(List<Chunk> chunks, int start, int missing)
    {
        var (count, points) = (0, 0L);
        while (start + count < chunks.Count && count < BlocksAtOnce && (count < FewestBlocks || points < missing))
            points += chunks[start + count++].Points;
        return chunks.GetRange(start, Math.Min(count + 1, chunks.Count - start));
    }

    // What is left begins after everything that is of the page.
    private static bool IsBeyond(long first, MetricPoint bound, MetricOrder order) => order switch
    {
        MetricOrder.ByStep => first > bound.Step,
        MetricOrder.ByTime => first > bound.Time,
        _ => first < bound.Time,
    };

    private void Add(byte[] block, IHistoryPage page)
    {
        if (MetricBlock.Decode(block, key) is { } column)
            page.Add(column);
    }

    private async Task<(List<byte[]> Waiting, List<Chunk> Chunks)> PlacesAsync(MetricPoint? point, MetricOrder order, CancellationToken stop)
    {
        var (first, condition, edge) = order switch
        {
            MetricOrder.ByStep => ("min(first_step)", "last_step >= $3", point?.Step ?? long.MinValue),
            MetricOrder.ByTime => ("min(first_time)", "last_time >= $3", point?.Time ?? long.MinValue),
            _ => ("max(last_time)", "first_time <= $3", point?.Time ?? long.MaxValue),
        };
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(InboxCommand(runId));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            select version, {first}, coalesce(sum(points) filter (where key <> ''), 0) from metric_chunks where run_id = $1 and key in ($2, '') and {condition}
            group by version order by 2{(order == MetricOrder.NewestFirst ? " desc" : "")}, version
            """)
        {
            Parameters = { new NpgsqlParameter { Value = runId }, new NpgsqlParameter { Value = key }, new NpgsqlParameter { Value = edge } },
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

    private readonly record struct Chunk(long Version, long First, long Points);
}
