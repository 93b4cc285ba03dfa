using Platform.Core.Reports;
using Platform.Core.Tracking;
using Platform.Web.Charts;

namespace Platform.Web.Tracking;

/// <summary>
/// Reads metrics as curves that a browser can draw. Short ones come point by point; long ones as parts with their true minimum and maximum, by step from
/// the stored chunks, by time from the points themselves.
/// </summary>
public sealed class MetricCurves(TrackingViews views)
{
    /// <summary>Metrics of at most so many points are drawn point by point.</summary>
    public const int MostPoints = 1_500;

    /// <summary>Parts of a longer one that is drawn alone or among a few.</summary>
    public const int Parts = 500;

    /// <summary>Curves of a chart up to which each has its minima and maxima; of more they would cover each other.</summary>
    public const int MostBands = 20;

    private const int LeastParts = 200;
    private const int PartsOfAll = 20_000;

    /// <summary>Points that are read for a curve by time; the newest ones, because nothing stored makes older ones short.</summary>
    public const int MostByTime = 20_000;

    /// <summary>The least time between two reads of a growing curve by time: each reads all its points.</summary>
    public static readonly TimeSpan BetweenByTime = TimeSpan.FromSeconds(10);

    /// <summary>A metric of a run as a line.</summary>
    /// <param name="start">When the run began, Unix milliseconds: what elapsed time counts from.</param>
    /// <param name="id">Of the line in its chart.</param>
    /// <param name="among">How many lines the chart has.</param>
    public async Task<SeriesLine> ReadAsync(
        string runId, LatestMetric metric, SeriesAxis axis, long start, string id, string name, int colour = 0, int among = 1, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (axis == SeriesAxis.Step && metric.Count > Math.Min(MostPoints, 3 * PartsAmong(among)))
        {
            var parts = await views.SeriesAsync(runId, metric.Key, PartsAmong(among), exact: false, stop);
            var bands = among <= MostBands;
            return new SeriesLine(
                id, name, [.. parts.Select(p => (double)p.LastStep)], [.. parts.Select(p => Finite(p.Last))], bands ? [.. parts.Select(p => Finite(p.Min))] : null,
                bands ? [.. parts.Select(p => Finite(p.Max))] : null, colour);
        }
        var points = axis == SeriesAxis.Step
            ? (await views.HistoryAsync(runId, metric.Key, MostByTime, after: null, MetricOrder.ByStep, stop)).Points
            : [.. (await views.HistoryAsync(runId, metric.Key, MostByTime, after: null, MetricOrder.NewestFirst, stop)).Points.Reverse()];
        if (axis != SeriesAxis.Step)
            return OverTime(points, axis == SeriesAxis.Elapsed ? start : 0, id, name, colour);
        return new SeriesLine(id, name, [.. points.Select(p => (double)p.Step)], [.. points.Select(p => Finite(p.Value))], null, null, colour);
    }

    /// <summary>A curve's points, or its parts with their minima and maxima, as a line.</summary>
    /// <param name="parts">In the order of <paramref name="x"/>.</param>
    public static SeriesLine OfParts(IReadOnlyList<CurvePart> parts, Func<CurvePart, double> x, string id, string name, int colour)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var bands = parts.Any(part => part.Count > 1);
        return new SeriesLine(
            id, name, [.. parts.Select(x)], [.. parts.Select(part => Finite(part.Last))],
            bands ? [.. parts.Select(part => Finite(part.Min))] : null, bands ? [.. parts.Select(part => Finite(part.Max))] : null, colour);
    }

    /// <summary>Points over time as a line, in parts if they are many.</summary>
    /// <param name="points">By time.</param>
    /// <param name="from">What the time counts from, Unix milliseconds.</param>
    public static SeriesLine OverTime(IReadOnlyList<MetricPoint> points, long from, string id, string name, int colour)
    {
        ArgumentNullException.ThrowIfNull(points);
        return points.Count <= MostPoints
            ? new SeriesLine(id, name, [.. points.Select(p => (double)p.Time - from)], [.. points.Select(p => Finite(p.Value))], null, null, colour)
            : InParts(points, from, id, name, colour);
    }

    /// <summary>Points by time in parts of equal width; parts without points are left out.</summary>
    /// <param name="points">By time, at least one.</param>
    internal static SeriesLine InParts(IReadOnlyList<MetricPoint> points, long from, string id, string name, int colour)
    {
        var (x, y, low, high) = (new List<double>(Parts), new List<double?>(Parts), new List<double?>(Parts), new List<double?>(Parts));
        double start = points[0].Time; // a double, because times may be any whole numbers
        var width = Math.Max(1, (points[^1].Time - start + 1) / Parts);
        for (var i = 0; i < points.Count;)
        {
            var part = (int)((points[i].Time - start) / width);
            double min = double.PositiveInfinity, max = double.NegativeInfinity;
            var last = i;
            for (; i < points.Count && (int)((points[i].Time - start) / width) == part; i++)
            {
                last = i;
                (min, max) = double.IsFinite(points[i].Value) ? (Math.Min(min, points[i].Value), Math.Max(max, points[i].Value)) : (min, max);
            }
            x.Add((double)points[last].Time - from);
            y.Add(Finite(points[last].Value));
            low.Add(Finite(min));
            high.Add(Finite(max));
        }
        return new SeriesLine(id, name, x, y, low, high, colour);
    }

    private static int PartsAmong(int lines) => Math.Clamp(PartsOfAll / Math.Max(1, lines), LeastParts, Parts);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
