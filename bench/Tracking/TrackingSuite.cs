using System.Diagnostics;
using System.Globalization;
using Npgsql;
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
    private const int Runs = 3;
    private const int BatchPoints = 1_000;
    private const int LongHistory = 10_000_000;
    private const int SearchedRuns = 10_000;
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(3);
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

    // Keys are those of a network's layers; every key has its points at successive steps.
    private static MetricBatch Batch(int keys, long number)
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
        var experiment = (await store.CreateExperimentAsync(new CreateTrackedExperiment("searched") { At = At }, stop: cancel)).Id;
        await Parallel.ForAsync(0, SearchedRuns, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancel }, async (n, stop) =>
        {
            var run = (await store.CreateRunAsync(new CreateRun(experiment, $"run {n}", "bench", 1_767_323_045_678 + n) { At = At }, stop: stop)).Id;
            var metrics = new MetricBatch();
            foreach (var key in (string[])["acc", "loss", "val_acc", "val_loss"])
                metrics.Add(key, new MetricPoint(10, 1_767_323_045_678 + n, n * 7919 % SearchedRuns / (double)SearchedRuns));
            await store.ApplyAsync(
                run, new LogBatch { At = At, Metrics = metrics, Params = [new("arch", n % 3 == 0 ? "cnn" : "mlp"), new("lr", (n % 100 / 1000.0).ToString(CultureInfo.InvariantCulture))], Tags = [new("team", "a")] },
                stop: stop);
        });
        RunQuery plain = new([experiment]) { MaxResults = 100 };
        var filtered = plain with
        {
            Filter = new AllOf([new NumberIs(new RunField(RunFieldKind.Metric, "acc"), RunComparison.Greater, 0.1), new TextIs(new RunField(RunFieldKind.Param, "arch"), RunComparison.Equal, "cnn")]),
            Order = [new RunOrder(new RunField(RunFieldKind.Metric, "acc"), Descending: true)],
        };
        var cases = new List<BenchCase> { await bench.TimeAsync("search_10000_first_question", 1, async () => Require((await search.FindAsync(plain, cancel)).Runs.Count, 100)) };
        foreach (var (name, query, page) in ((string, RunQuery, int)[])[("plain", plain, 1), ("plain", plain, 50), ("filter", filtered, 1), ("filter", filtered, 25)])
        {
            var at = query;
            for (var skipped = 1; skipped < page; skipped++)
                at = query with { PageToken = (await search.FindAsync(at, cancel)).NextPageToken };
            cases.Add(await bench.TimeAsync($"search_10000_{name}_page_{page}", 51, async () => Require((await search.FindAsync(at, cancel)).Runs.Count, 100)));
        }
        return cases;
    }

    private static void Require(int got, int wanted)
    {
        if (got != wanted)
            throw new InvalidOperationException($"{got} instead of {wanted} came back: the figure would mean nothing.");
    }

    /// <summary>Takes the times, rates and bytes.</summary>
    private sealed class Measures(NpgsqlDataSource database, TrackingStore store, Action<string> say)
    {
        private const string Sizes =
            """
            select sum(pg_total_relation_size(t))::bigint from unnest(array[
                'mt_events', 'mt_streams', 'metric_chunks', 'run_latest', 'metric_inbox', 'tracked_runs', 'platform_commands']::regclass[]) as t
            """;

        /// <summary>Points a second by so many callers, each with a run of its own, and bytes a point on disk when all is merged.</summary>
        public async Task<BenchCase[]> RateAsync(string name, int callers, Func<string, long, Task> log, int pointsEach, CancellationToken cancel)
        {
            var (rates, bytes) = (new List<double>(), new List<double>());
            for (var run = 0; run <= Runs; run++)
            {
                var before = await ScalarAsync(Sizes, cancel);
                var ids = new string[callers];
                for (var i = 0; i < callers; i++)
                    ids[i] = (await store.CreateRunAsync(new CreateRun(TrackedExperiment.DefaultId, name, "bench", 0) { At = At }, stop: cancel)).Id;
                var started = Stopwatch.GetTimestamp();
                var counts = await Task.WhenAll(ids.Select(id => Task.Run(
                    async () =>
                    {
                        var n = 0L;
                        for (; Stopwatch.GetElapsedTime(started) < RunTime; n++)
                            await log(id, n);
                        return n;
                    },
                    cancel)));
                var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
                var points = counts.Sum() * pointsEach;
                while (await ScalarAsync("select count(*) from metric_inbox", cancel) > 0)
                    await Task.Delay(50, cancel);
                if (run == 0)
                    continue; // warms up
                rates.Add(Math.Round(points / elapsed));
                bytes.Add(Math.Round((await ScalarAsync(Sizes, cancel) - before) / (double)points, 2));
                say(string.Create(CultureInfo.InvariantCulture, $"{name} run {run}: {rates[^1]:0} points/s, {bytes[^1]} bytes a point"));
            }
            return [new(name, "points/s", Middle(rates), null, null, rates), new($"{name}_bytes", "bytes/point", Middle(bytes), null, null, bytes)];
        }

        /// <summary>Milliseconds of an operation.</summary>
        public async Task<BenchCase> TimeAsync(string name, int runs, Func<Task> operation)
        {
            var times = new List<double>();
            for (var run = 0; run < runs; run++)
            {
                var started = Stopwatch.GetTimestamp();
                await operation();
                times.Add(Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2));
            }
            say(string.Create(CultureInfo.InvariantCulture, $"{name}: median {Middle(times)} ms of {runs}"));
            return new BenchCase(name, "ms", Middle(times), null, null, times);
        }

        private static double Middle(List<double> values) => values.Order().ElementAt((values.Count - 1) / 2);

        private async Task<long> ScalarAsync(string sql, CancellationToken cancel)
        {
            await using var command = database.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(cancel))!;
        }
    }
}
