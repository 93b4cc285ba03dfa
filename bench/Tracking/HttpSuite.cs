using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Bench.Tracking;

/// <summary>
/// MLflow's calls over HTTP against the platform's own web server, client, server and database on the same machine; every write is durable before its
/// answer, with PostgreSQL's default settings for that. <c>BENCH_CASES</c> lists the cases; else all.
/// </summary>
public static class HttpSuite
{
    private const int SearchedRunCount = 10_000;
    private const int HistoryPoints = 100_000;
    private const int Times = 51;
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Runs all cases on a platform of its own.</summary>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        await using var platform = await context.StartPlatform(1, cancel);
        await using var database = JournalDataSource.Create(platform.Database, "bench");
        var settings = await DiskFlushes.DescribeAsync(database, cancel);
        await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
        await using var store = new TrackingStore(journal, database);
        var server = new Uri(platform.Address);
        var load = new HttpLoad(server, context.Say);
        var cases = new List<BenchCase>();
        foreach (var connections in ((int[])[8, 64]).Where(n => BenchSuites.Chosen($"log_metric_{n}")))
            cases.Add(await load.RateAsync($"log_metric_{connections}", "calls/s", connections, 1, async () => LogMetric(server, await NewRunAsync(store, cancel)), cancel));
        foreach (var keys in ((int[])[1, 10, 1000]).Where(n => BenchSuites.Chosen($"log_batch_{n}_keys")))
        {
            cases.Add(await load.RateAsync(
                $"log_batch_{keys}_keys", "points/s", 8, BatchRequests.Points, async () => new BatchRequests(server, await NewRunAsync(store, cancel), keys).Next, cancel));
        }
        if (BenchSuites.Chosen("history_100000"))
            cases.Add(await HistoryAsync(server, store, load, cancel));
        if (BenchSuites.Chosen("search_10000"))
            cases.AddRange(await SearchAsync(server, await SearchedRuns.MakeAsync(store, "searched", SearchedRunCount, cancel), "10000", load, cancel));
        return new BenchResult("tracking-http", Machine.Describe(), cases, settings);
    }

    /// <summary>Pages 1 and 50 of both questions, asked over and over on one connection.</summary>
    internal static async Task<List<BenchCase>> SearchAsync(Uri server, string experiment, string size, HttpLoad load, CancellationToken cancel)
    {
        var cases = new List<BenchCase>();
        foreach (var (name, filter, order) in ((string, string, string[])[])[("plain", "", []), ("filter", SearchedRuns.Filter, ["metrics.acc DESC"])])
        {
            string? token = null;
            for (var page = 1; page <= 50; page++)
            {
                var body = JsonSerializer.Serialize(new { experiment_ids = (string[])[experiment], filter, order_by = order, max_results = SearchedRuns.Page, page_token = token });
                var request = HttpConnection.Post(server, "/api/2.0/mlflow/runs/search", body);
                if (page is 1 or 50)
                    cases.Add(await load.TimeAsync($"search_{size}_{name}_page_{page}", Times, [request], Require, cancel));
                token = JsonElement.Parse(Body(await load.AnswerAsync(request, cancel))).GetProperty("next_page_token").GetString();
            }
        }
        return cases;

        static void Require(string answer)
        {
            var runs = JsonElement.Parse(Body(answer)).GetProperty("runs").GetArrayLength();
            if (runs != SearchedRuns.Page)
                throw new InvalidOperationException($"{runs} runs came back: the figure would mean nothing.");
        }
    }

    private static async Task<BenchCase> HistoryAsync(Uri server, TrackingStore store, HttpLoad load, CancellationToken cancel)
    {
        var run = await NewRunAsync(store, cancel);
        for (var from = 0; from < HistoryPoints; from += 1_000)
        {
            var batch = new MetricBatch(1_000);
            for (var step = from; step < from + 1_000; step++)
                batch.Add("loss", new MetricPoint(step, 1_767_323_045_678 + (step * 37), Math.Sin(step)));
            await store.ApplyAsync(run, new LogBatch { At = At, Metrics = batch }, stop: cancel);
        }
        // In pages as MLflow's client asks for them; the pages' marks do not change from call to call.
        var (pages, mark, points) = (new List<byte[]>(), "", 0);
        do
        {
            pages.Add(HttpConnection.Get(server, $"/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=loss&max_results=25000{(mark.Length == 0 ? "" : $"&page_token={Uri.EscapeDataString(mark)}")}"));
            var answer = JsonElement.Parse(Body(await load.AnswerAsync(pages[^1], cancel)));
            points += answer.GetProperty("metrics").GetArrayLength();
            mark = answer.TryGetProperty("next_page_token", out var next) ? next.GetString() ?? "" : "";
        }
        while (mark.Length > 0);
        if (points != HistoryPoints)
            throw new InvalidOperationException($"{points} points came back: the figure would mean nothing.");
        return await load.TimeAsync("history_100000", 7, pages, _ => { }, cancel);
    }

    private static Func<ReadOnlyMemory<byte>> LogMetric(Uri server, string run)
    {
        var step = 0L;
        return () => HttpConnection.Post(server, "/api/2.0/mlflow/runs/log-metric", string.Create(
            CultureInfo.InvariantCulture, $$"""{"run_id":"{{run}}","key":"loss","value":{{Math.Sin(step)}},"timestamp":{{1_767_323_045_678 + (step * 250)}},"step":{{step++}}}"""));
    }

    private static async Task<string> NewRunAsync(TrackingStore store, CancellationToken cancel) =>
        (await store.CreateRunAsync(new CreateRun(TrackedExperiment.DefaultId, "http", "bench", 0) { At = At }, stop: cancel)).Id;

    // Without the head and the marks of chunks.
    private static string Body(string answer)
    {
        var start = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (!answer[..start].Contains("chunked", StringComparison.Ordinal))
            return answer[start..];
        var body = new StringBuilder();
        while (true)
        {
            var end = answer.IndexOf("\r\n", start, StringComparison.Ordinal);
            var length = int.Parse(answer.AsSpan(start, end - start), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                return body.ToString();
            body.Append(answer, end + 2, length);
            start = end + 2 + length + 2;
        }
    }
}
