using System.Text.Json;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Web.Api.Mlflow;

/// <summary>metrics/…: histories.</summary>
internal sealed class MetricEndpoints(TrackingViews views, SweepRuns sweeps)
{
    private const int MostRuns = 100;
    private const int MostBulk = 25_000;
    private const int MostPerRun = 2_500;
    private const int FlushEvery = 10_000;
    private const int PagePoints = 50_000;

    public void Map(MlflowRoutes routes)
    {
        routes.Add("GET", "metrics/get-history", HistoryAsync);
        routes.Add("GET", "metrics/get-history-bulk", BulkAsync);
        routes.Add("GET", "metrics/get-history-bulk-interval", IntervalAsync);
    }

    // Read and sent page by page: a long history is never whole in memory. The first page comes before the answer begins, so that what goes wrong has its status.
    private async Task HistoryAsync(MlflowCall call)
    {
        var run = call.RunId();
        var key = call.Required("metric_key");
        long left = call.Whole("max_results", 0, int.MaxValue, 0) is var max and > 0 ? max : long.MaxValue;
        var after = TrackingJson.Token(call.Text("page_token"));
        IReadOnlyList<MetricPoint>? trial = null;
        var page = await PageAsync(after);
        if (page.Points.Count == 0 && await views.RunAsync(run, call.Stop) is null)
        {
            trial = await sweeps.HistoryAsync(run, key, call.Stop) ?? throw MlflowException.Missing($"Run with id={run} not found");
            page = await PageAsync(after);
        }
        await MlflowAnswer.WriteAsync(call.Context, async writer =>
        {
            if (page.Points.Count == 0)
                return;
            var points = new PointWriter(key);
            writer.WriteStartArray("metrics"u8);
            while (true)
            {
                await WriteAsync(writer, page.Points, points, call);
                left -= page.Points.Count;
                if (left == 0 || page.Next is null)
                    break;
                page = await PageAsync(page.Next);
            }

            writer.WriteEndArray();
            if (page.Next is { } next)
                writer.WriteString("next_page_token"u8, TrackingJson.Token(next));
        });

        Task<MetricHistoryPage> PageAsync(MetricPoint? from) => trial is not null
            ? Task.FromResult(Page(trial, from, MetricOrder.ByTime, (int)Math.Min(left, PagePoints)))
            : views.HistoryAsync(run, key, (int)Math.Min(left, PagePoints), from, MetricOrder.ByTime, call.Stop);
    }

    // A trial's history is short: it has a point an epoch, and one a sample of its machine.
    private static MetricHistoryPage Page(IReadOnlyList<MetricPoint> history, MetricPoint? after, MetricOrder order, int max)
    {
        Comparison<MetricPoint> compare = order == MetricOrder.ByTime ? MetricPoint.CompareByTime : Comparer<MetricPoint>.Default.Compare;
        var rest = history.Where(point => after is not { } from || compare(point, from) > 0).Order(Comparer<MetricPoint>.Create(compare)).Take(max + 1).ToList();
        return rest.Count <= max ? new MetricHistoryPage(rest, null) : new MetricHistoryPage(rest[..max], rest[max - 1]);
    }

    // Of trials what was read for all of them at once, of other runs from the store.
    private async Task<Func<string, HistoryReading>> ReaderAsync(IReadOnlyList<string> runs, string key, CancellationToken stop)
    {
        var trials = await sweeps.HistoriesAsync(runs, key, stop);
        return run => (max, after, order, token) =>
            trials.TryGetValue(run, out var history) ? Task.FromResult(Page(history, after, order, max)) : views.HistoryAsync(run, key, max, after, order, token);
    }

    private static async Task WriteAsync(Utf8JsonWriter writer, IReadOnlyList<MetricPoint> points, PointWriter write, MlflowCall call)
    {
        for (var from = 0; from < points.Count; from += FlushEvery)
        {
            write.Write(writer, points, from, Math.Min(from + FlushEvery, points.Count));
            writer.Flush();
            await call.Context.Response.BodyWriter.FlushAsync(call.Stop);
        }
    }

    private async Task BulkAsync(MlflowCall call)
    {
        var runs = call.Texts("run_id");
        var key = Key(call);
        CheckRuns(runs, "run_id");
        var left = call.Whole("max_results", 1, int.MaxValue, MostBulk);
        left = Math.Min(left, MostBulk);
        var reader = await ReaderAsync(runs, key, call.Stop);
        var found = new List<(string Run, MetricPoint Point)>();
        foreach (var run in runs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (left == 0)
                break;
            var page = await reader(run)(left, null, MetricOrder.ByTime, call.Stop);
            found.AddRange(page.Points.Select(point => (run, point)));
            left -= page.Points.Count;
        }

        // Unlike everywhere else, MLflow's server writes this list also when it is empty, and its page reads it unasked.
        await WriteAsync(call, key, found, evenEmpty: true);
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
        var reader = await ReaderAsync(runs, key, call.Stop);
        SteppedHistory[] histories = [.. runs.Distinct(StringComparer.Ordinal).Select(run => new SteppedHistory(run, start, end, reader(run)))];
        var wanted = await ChooseAsync(histories, max, call.Stop);
        var found = new List<(string Run, MetricPoint Point)>();
        foreach (var history in histories)
        {
            var room = max;
            await foreach (var point in history.PointsAsync(call.Stop))
            {
                if (!wanted.Contains(point.Step))
                    continue;
                found.Add((history.Run, point));
                if (--room == 0)
                    break;
            }
        }

        await WriteAsync(call, key, found);
    }

    // The histories side by side, so that their steps come in ascending order: each holds a page, not all of it.
    private static async Task<HashSet<long>> ChooseAsync(IReadOnlyList<SteppedHistory> histories, int max, CancellationToken stop)
    {
        var steps = new SampledSteps();
        var open = new PriorityQueue<IAsyncEnumerator<MetricPoint>, long>();
        try
        {
            foreach (var history in histories)
            {
                var points = history.PointsAsync(stop).GetAsyncEnumerator(stop);
                if (await points.MoveNextAsync())
                {
                    steps.AddEnd(points.Current.Step);
                    open.Enqueue(points, points.Current.Step);
                }
            }

            while (open.TryPeek(out var points, out var step))
            {
                steps.Add(step);
                open.Dequeue();
                if (await points.MoveNextAsync())
                    open.Enqueue(points, points.Current.Step);
                else
                    steps.AddEnd(step);
            }
        }
        finally
        {
            while (open.TryDequeue(out var points, out _))
                await points.DisposeAsync();
        }

        return steps.Choose(max);
    }

    private static Task WriteAsync(MlflowCall call, string key, List<(string Run, MetricPoint Point)> points, bool evenEmpty = false)
    {
        var encoded = JsonEncodedText.Encode(key);
        return MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            if (evenEmpty && points.Count == 0)
            {
                writer.WriteStartArray("metrics"u8);
                writer.WriteEndArray();
            }

            writer.Objects("metrics", points, (w, item) =>
            {
                TrackingJson.Point(w, encoded, item.Point);
                w.WriteString("run_id"u8, item.Run);
            });
        });
    }

    private static string Key(MlflowCall call) => call.Required("metric_key");

    private static void CheckRuns(IReadOnlyList<string> runs, string name)
    {
        if (runs.Count == 0)
            throw MlflowException.Invalid($"The request must specify at least one {name}.");
        if (runs.Count > MostRuns)
            throw MlflowException.Invalid($"The request cannot specify more than {MostRuns} {name}. Received {runs.Count}.");
    }
}
