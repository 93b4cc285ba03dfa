using Npgsql;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Makes a long metric short: parts of equal width in steps. A stored chunk that falls into one part is taken from its row, without reading its points;
/// one that crosses an edge is read, or, when edges may move, goes where its middle lies unless it is wider than a part.
/// </summary>
internal sealed class SeriesReader(NpgsqlConnection connection, string runId, string key)
{
    private const int BlocksAtOnce = 64;

    private const string Rows =
        """
        select block, 0::bigint, false, 0, 0::bigint, 0::bigint, 0::float8, 0::float8, 0::float8 from metric_inbox where run_id = $1
        union all select null, version, key <> '', points, first_step, last_step, min, max, last_value from metric_chunks where run_id = $1 and key in ($2, '')
        """;

    // Points of events without a row of the key's own that are kept from the first look at them; the others are read again.
    private const int MostHeld = 1_000_000;

    public async Task<IReadOnlyList<SeriesBucket>> ReadAsync(int buckets, bool exact, CancellationToken stop)
    {
        var (columns, chunks, inside) = await ReadRowsAsync(stop);
        var first = Math.Min(columns.Min(c => (long?)c.Steps[0]) ?? long.MaxValue, chunks.Min(c => (long?)c.Summary.FirstStep) ?? long.MaxValue);
        var last = Math.Max(columns.Max(c => (long?)c.Steps[^1]) ?? long.MinValue, chunks.Max(c => (long?)c.Summary.LastStep) ?? long.MinValue);
        var held = 0L;
        var again = new List<long>();
        await ReadColumnsAsync(inside, (version, column) =>
        {
            (first, last) = (Math.Min(first, column.Steps[0]), Math.Max(last, column.Steps[^1]));
            held += column.Count;
            if (held <= MostHeld)
                columns.Add(column);
            else
                again.Add(version);
        }, stop);
        if (first > last)
            return [];
        var parts = new SeriesParts(first, last, buckets);
        foreach (var (version, summary) in chunks)
        {
            var (from, to) = (parts.Of(summary.FirstStep), parts.Of(summary.LastStep));
            if (from == to)
                parts.Add(from, summary);
            else if (!exact && to - from == 1)
                parts.Add(parts.Of(Middle(summary.FirstStep, summary.LastStep)), summary);
            else
                again.Add(version);
        }
        columns.ForEach(parts.Add);
        await ReadColumnsAsync(again, (_, column) => parts.Add(column), stop);
        return parts.Filled();
    }

    private static long Middle(long first, long last) => unchecked(first + (long)((ulong)(last - first) / 2));

    // One statement, which sees one moment: a point that is taken over from the inbox meanwhile is counted once. Answers the inbox's columns, the chunks' rows, and the
    // events of which the key's points must be looked for inside.
    private async Task<(List<MetricColumn> Columns, List<(long Version, SeriesBucket Summary)> Chunks, List<long> Inside)> ReadRowsAsync(CancellationToken stop)
    {
        await using var command = TrackingViews.Command(connection, Rows, [runId, key]);
        var columns = new List<MetricColumn>();
        var chunks = new List<(long, SeriesBucket)>();
        var inside = new List<long>();
        var own = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            if (!reader.IsDBNull(0))
            {
                if (MetricBlock.Decode(await reader.GetFieldValueAsync<byte[]>(0, stop), key) is { } column)
                    columns.Add(column);
                continue;
            }
            var version = reader.GetInt64(1);
            if (!reader.GetBoolean(2))
            {
                inside.Add(version);
                continue;
            }
            own.Add(version);
            chunks.Add((version, new SeriesBucket(
                reader.GetInt64(4), reader.GetInt64(5), reader.GetInt32(3), reader.GetDouble(6), reader.GetDouble(7), reader.GetDouble(8))));
        }
        inside.RemoveAll(own.Contains);
        return (columns, chunks, inside);
    }

    private async Task ReadColumnsAsync(List<long> versions, Action<long, MetricColumn> take, CancellationToken stop)
    {
        foreach (var part in versions.Chunk(BlocksAtOnce))
        {
            Array.Sort(part); // as the blocks come
            var place = 0;
            await foreach (var block in HistoryReader.BlocksAsync(connection, runId, part, stop))
            {
                if (MetricBlock.Decode(block, key) is { } column)
                    take(part[place], column);
                place++;
            }
        }
    }
}
