using Platform.Core.Tracking;

namespace Platform.Web.Api;

/// <summary>Points of runs as a Parquet file, a row a point: by run, then by metric in ordinal order, then by step.</summary>
internal static class PointsParquet
{
    private const int RowsOfGroup = 131_072;

    /// <summary>Writes the file.</summary>
    public static async Task WriteAsync(Stream target, IAsyncEnumerable<RunWithMetrics> runs, TrackingViews views, CancellationToken stop)
    {
        var (run, metric, step, time, value) = (
            new TextColumn("run_id", isOptional: false), new TextColumn("metric", isOptional: false), new NumberColumn<long>("step"), new NumberColumn<long>("time_ms"), new NumberColumn<double>("value"));
        var table = await ParquetTable.CreateAsync(target, [run, metric, step, time, value], RowsOfGroup, stop);
        await foreach (var found in runs.WithCancellation(stop))
        {
            foreach (var key in found.Metrics.Select(latest => latest.Key))
            {
                for (MetricPoint? after = null; ;)
                {
                    var page = await views.HistoryAsync(found.Run.Id, key, TrackingViews.MostPoints, after, stop: stop);
                    foreach (var point in page.Points)
                    {
                        run.Add(found.Run.Id);
                        metric.Add(key);
                        step.Add(point.Step);
                        time.Add(point.Time);
                        value.Add(point.Value);
                        await table.EndRowAsync(stop);
                    }
                    if (page.Next is not { } next)
                        break;
                    after = next;
                }
            }
        }
        await table.FinishAsync(stop);
    }
}
