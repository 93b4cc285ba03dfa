using System.Diagnostics;
using System.Globalization;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Bench.Tracking;

/// <summary>
/// Whether the cost of tracking depends on how much is stored: writes with 10⁵ to 10⁸ points in the database, questions over HTTP with a million runs.
/// BENCH_POINTS and BENCH_RUNS make it smaller. Takes about a quarter of an hour and 5 GB of disk.
/// </summary>
public static class ScaleSuite
{
    private const int FillPoints = 1_000;
    private const int FillRuns = 64;
    private const int LastPage = 50; // of the questions
    private static readonly long[] Levels = [100_000, 5_000_000, 30_000_000, 100_000_000];
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(1.5);
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
        var bench = new Measures(database, store, context.Say);
        var cases = new List<BenchCase>();
        var stored = 0L;
        foreach (var level in Levels.Where(level => level <= Limit("BENCH_POINTS", Levels[^1])))
        {
            await FillAsync(store, level - stored, cancel);
            context.Say(string.Create(CultureInfo.InvariantCulture, $"{level} points are stored"));
            var before = bench.PointsWritten;
            var name = string.Create(CultureInfo.InvariantCulture, $"at_{level}");
            cases.AddRange(await bench.RateAsync(
                $"batch_10_keys_{name}", 8, (run, n) => store.ApplyAsync(run, new LogBatch { At = At, Metrics = TrackingSuite.Batch(10, n) }, stop: cancel), 1_000, cancel, RunTime));
            cases.AddRange(await bench.RateAsync(
                $"single_64_{name}", 64, (run, n) => store.LogMetricAsync(run, "loss", new MetricPoint(n, 1_767_323_045_678 + (n * 250), Math.Sin(n)), cancel), 1, cancel, RunTime));
            stored = level + bench.PointsWritten - before;
        }
        var runs = Math.Max(LastPage * SearchedRuns.Page, (int)Limit("BENCH_RUNS", 1_000_000));
        var experiment = await SearchedRuns.MakeInBulkAsync(journal, database, store, "searched", runs, made => context.Say($"{made} runs are stored"), cancel);
        var server = new Uri(platform.Address);
        var load = new HttpLoad(server, context.Say);
        var started = Stopwatch.GetTimestamp();
        await load.AnswerAsync(HttpConnection.Post(server, "/api/2.0/mlflow/runs/search", $$"""{"experiment_ids":["{{experiment}}"],"max_results":1}"""), cancel);
        var first = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        cases.Add(new BenchCase($"search_{runs}_first_question", "ms", first, null, null, [first]));
        cases.AddRange(await HttpSuite.SearchAsync(server, experiment, runs.ToString(CultureInfo.InvariantCulture), load, cancel));
        return new BenchResult("tracking-scale", Machine.Describe(), cases, settings);
    }

    private static Task FillAsync(TrackingStore store, long points, CancellationToken cancel) =>
        Parallel.ForAsync(0, FillRuns, new ParallelOptions { MaxDegreeOfParallelism = FillRuns, CancellationToken = cancel }, async (_, stop) =>
        {
            var run = (await store.CreateRunAsync(new CreateRun(TrackedExperiment.DefaultId, "filled", "bench", 0) { At = At }, stop: stop)).Id;
            for (var n = 0L; n < points / FillRuns / FillPoints; n++)
                await store.ApplyAsync(run, new LogBatch { At = At, Metrics = TrackingSuite.Batch(10, n) }, stop: stop);
        });

    private static long Limit(string variable, long most) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Min(wanted, most) : most;
}
