using System.Text.Json;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>metrics/…: histories.</summary>
internal sealed class MetricEndpoints(TrackingViews views)
{
    private const int MostRuns = 100;
    private const int MostBulk = 25_000;
    private const int MostPerRun = 2_500;
    private const int FlushEvery = 10_000;

    public void Map(MlflowRoutes routes)
    {
        routes.Add("GET", "metrics/get-history", HistoryAsync);
        routes.Add("GET", "metrics/get-history-bulk", BulkAsync);
        routes.Add("GET", "metrics/get-history-bulk-interval", IntervalAsync);
    }

    private async Task HistoryAsync(MlflowCall call)
    {
        var run = call.RunId();
        var key = call.Required("metric_key");
        var max = call.Whole("max_results", 0, int.MaxValue, 0);
        var after = TrackingJson.Token(call.Text("page_token"));
        await RequireAsync(run, call.Stop);
        var page = await views.HistoryAsync(run, key, max == 0 ? int.MaxValue : max, after, MetricOrder.ByTime, call.Stop);
        await MlflowAnswer.WriteAsync(call.Context, async writer =>
        {
            if (page.Points.Count > 0)
                await WriteAsync(writer, page.Points, JsonEncodedText.Encode(key), call);
            if (page.Next is { } next)
                writer.WriteString("next_page_token"u8, TrackingJson.Token(next));
        });
    }

    // Sent as it is written: a long history is never whole in memory as text.
    private static async Task WriteAsync(Utf8JsonWriter writer, IReadOnlyList<MetricPoint> points, JsonEncodedText key, MlflowCall call)
    {
        writer.WriteStartArray("metrics"u8);
        for (var i = 0; i < points.Count; i++)
        {
            writer.WriteStartObject();
            TrackingJson.Point(writer, key, points[i]);
            writer.WriteEndObject();
            if (i % FlushEvery != FlushEvery - 1)
                continue;
            writer.Flush();
            await call.Context.Response.BodyWriter.FlushAsync(call.Stop);
        }

        writer.WriteEndArray();
    }

    private async Task BulkAsync(MlflowCall call)
    {
        var runs = call.Texts("run_id");
        var key = Key(call);
        CheckRuns(runs, "run_id");
        var left = call.Whole("max_results", 1, int.MaxValue, MostBulk);
        left = Math.Min(left, MostBulk);
        var found = new List<(string Run, MetricPoint Point)>();
        foreach (var run in runs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (left == 0)
                break;
            var page = await views.HistoryAsync(run, key, left, null, MetricOrder.ByTime, call.Stop);
            found.AddRange(page.Points.Select(point => (run, point)));
            left -= page.Points.Count;
        }

        await WriteAsync(call, key, found);
    }

    // All runs are sampled at the same steps, so that their curves can be compared; each run's first and last step in the interval is kept.
    private async Task IntervalAsync(MlflowCall call)
    {
        var runs = call.Texts("run_ids");
        var key = Key(call);
        CheckRuns(runs, "run_ids");
        var max = call.Whole("max_results", 1, MostPerRun, MostPerRun);
        var (start, end) = (call.Whole("start_step"), call.Whole("end_step"));
        if (start is null != end is null)
            throw MlflowException.Invalid("If either start step or end step are specified, both must be specified.");
        if (start > end)
            throw MlflowException.Invalid($"end_step must be greater than start_step. Found start_step={start} and end_step={end}.");
        var histories = new List<(string Run, List<MetricPoint> Points)>();
        foreach (var run in runs.Distinct(StringComparer.Ordinal))
        {
            var page = await views.HistoryAsync(run, key, int.MaxValue, null, MetricOrder.ByStep, call.Stop);
            histories.Add((run, [.. page.Points.Where(point => start is null || point.Step >= start && point.Step <= end)]));
        }

        var wanted = SampledSteps.Choose(histories.Select(history => history.Points), max);
        await WriteAsync(call, key, [.. histories.SelectMany(history => history.Points.Where(point => wanted.Contains(point.Step)).Take(max).Select(point => (history.Run, point)))]);
    }

    private static Task WriteAsync(MlflowCall call, string key, IReadOnlyCollection<(string Run, MetricPoint Point)> points)
    {
        var encoded = JsonEncodedText.Encode(key);
        return MlflowAnswer.WriteAsync(call.Context, writer => writer.Objects("metrics", points, (w, item) =>
        {
            TrackingJson.Point(w, encoded, item.Point);
            w.WriteString("run_id"u8, item.Run);
        }));
    }

    private static string Key(MlflowCall call) => call.Required("metric_key");

    private static void CheckRuns(IReadOnlyList<string> runs, string name)
    {
        if (runs.Count == 0)
            throw MlflowException.Invalid($"The request must specify at least one {name}.");
        if (runs.Count > MostRuns)
            throw MlflowException.Invalid($"The request cannot specify more than {MostRuns} {name}. Received {runs.Count}.");
    }

    private async Task RequireAsync(string run, CancellationToken stop)
    {
        if (await views.RunAsync(run, stop) is null)
            throw MlflowException.Missing($"Run with id={run} not found");
    }
}
