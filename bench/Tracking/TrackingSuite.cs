using System.Globalization;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Bench.Tracking;

/// <summary>
/// The tracking store as a server uses it, without HTTP: points in batches and one by one, each acknowledged when durable; bytes on disk; histories, series
/// and questions for runs. PostgreSQL has its default durability and runs on the same machine.
/// </summary>
public static class TrackingSuite
{
    private const int BatchPoints = 1_000;
    private const int LongHistory = 10_000_000;
    private const int SearchedRunCount = 10_000;
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Runs all cases on a database of its own.</summary>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        await using var server = await context.StartDatabase(cancel);
        await using var database = JournalDataSource.Create(server.Address, "bench");
        await JournalSchema.EnsureAsync(database, cancel);
        var settings = await DiskFlushes.DescribeAsync(database, cancel);
        await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
        await using var store = new TrackingStore(journal, database);
        var views = new TrackingViews(database);
        var bench = new Measures(database, store, context.Say);
        var cases = new List<BenchCase>();
        foreach (var keys in (int[])[1, 10, 1000])
            cases.AddRange(await bench.RateAsync($"batch_{keys}_keys", 8, (run, n) => store.ApplyAsync(run, new LogBatch { At = At, Metrics = Batch(keys, n) }, stop: cancel), BatchPoints, cancel));
        foreach (var callers in (int[])[8, 64])
            cases.AddRange(await bench.RateAsync($"single_{callers}", callers, (run, n) => store.LogMetricAsync(run, "loss", new MetricPoint(n, 1_767_323_045_678 + (n * 250), Math.Sin(n)), cancel), 1, cancel));

        var history = await LongRunAsync(store, 100_000, cancel);
        cases.Add(await bench.TimeAsync("history_100000", 7, async () => Require((await views.HistoryAsync(history, "loss", stop: cancel)).Points.Count, 100_000)));
        var series = await LongRunAsync(store, LongHistory, cancel);
        cases.Add(await bench.TimeAsync("series_2500_of_10000000", 7, async () => Require((await views.SeriesAsync(series, "loss", 2500, stop: cancel)).Count, 2500)));
        cases.Add(await bench.TimeAsync("series_2500_of_10000000_exact", 5, async () => Require((await views.SeriesAsync(series, "loss", 2500, exact: true, cancel)).Count, 2500)));
        cases.AddRange(await SearchAsync(store, new RunSearch(views), bench, cancel));
        return new BenchResult("tracking", Machine.Describe(), cases, settings);
    }

    /// <summary>1,000 points; keys are those of a network's layers, and every key has its points at successive steps.</summary>
    internal static MetricBatch Batch(int keys, long number)
    {
        var batch = new MetricBatch(BatchPoints);
        for (var key = 0; key < keys; key++)
            batch.Intern(keys == 1 ? "loss" : string.Create(CultureInfo.InvariantCulture, $"layers.{key / 4}.{(key % 4) switch { 0 => "weight.norm", 1 => "weight.grad", 2 => "bias.norm", _ => "bias.grad" }}"));
        for (var i = 0; i < BatchPoints; i++)
        {
            var step = (number * BatchPoints / keys) + (i / keys);
            batch.Add(i % keys, step, 1_767_323_045_678 + (step * 37) + (step % 5), Math.Sin(step + i) / 3);
        }
        return batch;
    }

    private static async Task<string> LongRunAsync(TrackingStore store, int points, CancellationToken cancel)
    {
        var run = (await store.CreateRunAsync(new CreateRun(TrackedExperiment.DefaultId, "long", "bench", 0) { At = At }, stop: cancel)).Id;
        await Parallel.ForAsync(0, points / BatchPoints, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel }, async (n, stop) =>
            await store.ApplyAsync(run, new LogBatch { At = At, Metrics = Batch(1, n) }, stop: stop));
        return run;
    }

    private static async Task<List<BenchCase>> SearchAsync(TrackingStore store, RunSearch search, Measures bench, CancellationToken cancel)
    {
        var experiment = await SearchedRuns.MakeAsync(store, "searched", SearchedRunCount, cancel);
        var (plain, filtered) = SearchedRuns.Questions(experiment);
        var cases = new List<BenchCase> { await bench.TimeAsync("search_10000_first_question", 1, async () => Require((await search.FindAsync(plain, cancel)).Runs.Count, SearchedRuns.Page)) };
        foreach (var (name, query, page) in ((string, RunQuery, int)[])[("plain", plain, 1), ("plain", plain, 50), ("filter", filtered, 1), ("filter", filtered, 50)])
        {
            var at = await SearchedRuns.AtPageAsync(search, query, page, cancel);
            cases.Add(await bench.TimeAsync($"search_10000_{name}_page_{page}", 51, async () => Require((await search.FindAsync(at, cancel)).Runs.Count, SearchedRuns.Page)));
        }
        return cases;
    }

    private static void Require(int got, int wanted)
    {
        if (got != wanted)
            throw new InvalidOperationException($"{got} instead of {wanted} came back: the figure would mean nothing.");
    }
}
