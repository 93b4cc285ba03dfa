namespace Platform.Core.Tracking.Blocks;

/// <summary>A batch's points by key: keys in ordinal order, points ascending, each once.</summary>
internal static class SortedColumns
{
    public static List<MetricColumn> Of(MetricBatch batch)
    {
        var order = new int[batch.Count];
        var starts = CountingSort(batch, order);
        var columns = new List<MetricColumn>(batch.Keys.Count);
        for (var key = 0; key < batch.Keys.Count; key++)
        {
            var places = order.AsSpan(starts[key]..starts[key + 1]);
            if (!places.IsEmpty)
                columns.Add(Column(batch, batch.Keys[key], places));
        }
        columns.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return columns;
    }

    // Puts the places of each key's points one after another, in the order in which they came; answers where each key begins.
    private static int[] CountingSort(MetricBatch batch, Span<int> order)
    {
        var starts = new int[batch.Keys.Count + 1];
        foreach (var key in batch.KeyOf)
            starts[key + 1]++;
        for (var key = 0; key < batch.Keys.Count; key++)
            starts[key + 1] += starts[key];
        var next = starts.AsSpan()[..^1].ToArray();
        var keys = batch.KeyOf;
        for (var i = 0; i < keys.Length; i++)
            order[next[keys[i]]++] = i;
        return starts;
    }

    private static MetricColumn Column(MetricBatch batch, string key, ReadOnlySpan<int> places)
    {
        var points = new MetricPoint[places.Length];
        var ascending = true;
        for (var i = 0; i < points.Length; i++)
        {
            var value = batch.Values[places[i]];
            points[i] = new MetricPoint(batch.Steps[places[i]], batch.Times[places[i]], double.IsNaN(value) ? double.NaN : value);
            ascending &= i == 0 || points[i - 1] < points[i];
        }
        if (!ascending)
            points = Distinct(points);
        var (steps, times, values) = (new long[points.Length], new long[points.Length], new double[points.Length]);
        for (var i = 0; i < points.Length; i++)
            (steps[i], times[i], values[i]) = points[i];
        return new MetricColumn(key, steps, times, values);
    }

    private static MetricPoint[] Distinct(MetricPoint[] points)
    {
        Array.Sort(points);
        var kept = 1;
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].CompareTo(points[kept - 1]) != 0)
                points[kept++] = points[i];
        }
        return points[..kept];
    }
}
