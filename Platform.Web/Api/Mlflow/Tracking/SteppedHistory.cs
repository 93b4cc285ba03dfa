using System.Runtime.CompilerServices;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// A run's history of a metric by step, between two steps (both included; null for all), read page by page as often as it is asked for. It keeps its first page.
/// </summary>
internal sealed class SteppedHistory(string run, long? start, long? end, HistoryReading read)
{
    private const int PagePoints = 10_000;

    private MetricHistoryPage? _first;

    public string Run { get; } = run;

    public async IAsyncEnumerable<MetricPoint> PointsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        _first ??= await PageAsync(Before(start), stop);
        for (var page = _first; ; page = await PageAsync(page.Next, stop))
        {
            foreach (var point in page.Points)
            {
                if (point.Step > end)
                    yield break;
                yield return point;
            }
            if (page.Next is null)
                yield break;
        }
    }

    private Task<MetricHistoryPage> PageAsync(MetricPoint? after, CancellationToken stop) => read(PagePoints, after, MetricOrder.ByStep, stop);

    // The greatest point before a step.
    private static MetricPoint? Before(long? step) => step is { } first and > long.MinValue ? new MetricPoint(first - 1, long.MaxValue, double.PositiveInfinity) : null;
}
