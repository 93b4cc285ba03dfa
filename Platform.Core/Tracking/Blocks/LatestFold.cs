namespace Platform.Core.Tracking.Blocks;

/// <summary>The latest of every metric of a run, as more points come. Not thread-safe.</summary>
internal sealed class LatestFold
{
    private readonly Dictionary<string, LatestMetric> _metrics = new(StringComparer.Ordinal);

    /// <param name="packed">What was merged before; null for nothing.</param>
    public LatestFold(byte[]? packed)
    {
        if (packed is null)
            return;
        foreach (var metric in PackedLatest.Decode(packed))
            _metrics.Add(metric.Key, metric);
    }

    /// <summary>Takes a block's points in.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        foreach (var column in MetricBlock.Decode(block))
            _metrics[column.Key] = _metrics.TryGetValue(column.Key, out var known) ? Merge(known, Of(column)) : Of(column);
    }

    /// <summary>By key in ordinal order.</summary>
    public List<LatestMetric> Sorted()
    {
        var metrics = _metrics.Values.ToList();
        metrics.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return metrics;
    }

    public static LatestMetric Of(MetricColumn column)
    {
        var (min, max) = Range(column.Values);
        return new LatestMetric(column.Key, column[column.Count - 1], min, max, column.Count, column.Steps[0]);
    }

    /// <summary>The smallest and the greatest value that is a number; NaN if none is.</summary>
    public static (double Min, double Max) Range(ReadOnlySpan<double> values)
    {
        var (min, max) = (double.NaN, double.NaN);
        foreach (var value in values)
            (min, max) = (Lesser(min, value), Greater(max, value));
        return (min, max);
    }

    public static double Lesser(double a, double b) => double.MinNumber(a, b);

    public static double Greater(double a, double b) => double.MaxNumber(a, b);

    private static LatestMetric Merge(LatestMetric a, LatestMetric b) => new(
        a.Key, a.Last >= b.Last ? a.Last : b.Last, Lesser(a.Min, b.Min), Greater(a.Max, b.Max), a.Count + b.Count, Math.Min(a.FirstStep, b.FirstStep));
}
