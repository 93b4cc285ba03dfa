using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Bench.Tracking;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;
using Search;

namespace Bench.Journal;

/// <summary>
/// Appends of epoch events, each acknowledged when durable, by 1 to 2,000 callers that wait for their answer; with the default
/// durability of PostgreSQL, and client, server and database on the same machine. <c>append_*</c> is the journal alone,
/// <c>epoch_*</c> has the platform's views in the same transaction.
/// </summary>
public static class JournalSuite
{
    private const int Runs = 3;
    private const int WarmRuns = 3; // the runtime compiles the hot paths a second time after some seconds
    private const int EpochsPerTrial = 50;
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RunEnvironment Environment = new("0.1.0", "1.13.1", "openblas", 1, "cpu", "a processor", "linux");

    /// <summary>Runs all cases on a database of its own.</summary>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        await using var server = await context.StartDatabase(cancel);
        await using var database = JournalDataSource.Create(server.Address, "bench");
        await JournalSchema.EnsureAsync(database, cancel);
        var cases = new List<BenchCase>();
        await using (var bare = new EventJournal(database, PlatformEvents.Types))
        {
            foreach (var callers in (int[])[1, 8, 64, 2000])
            {
                if (BenchSuites.Chosen($"append_{callers}"))
                    cases.Add(await RateAsync($"append_{callers}", bare, database, callers, context.Say, cancel));
            }
        }
        await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
        foreach (var callers in (int[])[1, 8, 64, 2000])
        {
            if (BenchSuites.Chosen($"epoch_{callers}"))
                cases.Add(await RateAsync($"epoch_{callers}", journal, database, callers, context.Say, cancel));
        }
        if (BenchSuites.Chosen("latency"))
            cases.AddRange(await LatencyAsync(journal, context.Say, cancel));
        if (BenchSuites.Chosen("paced"))
            cases.Add(await new Reporters(journal, database, context.Say).PacedAsync(cancel));
        if (BenchSuites.Chosen("rebuild"))
            cases.Add(await RebuildAsync(database, context.Say, cancel));
        return new BenchResult("journal", Machine.Describe(), cases, await DiskFlushes.DescribeAsync(database, cancel));
    }

    private static async Task<BenchCase> RateAsync(string name, EventJournal journal, NpgsqlDataSource database, int callers, Action<string> say, CancellationToken cancel)
    {
        for (var run = 1; run <= WarmRuns; run++)
            await MeasureAsync($"{name}-warm-{run}", journal, callers, cancel);
        var runs = new List<double>();
        for (var run = 1; run <= Runs; run++)
        {
            var (latencies, elapsed) = await MeasureAsync($"{name}-{run}", journal, callers, cancel);
            await Reporters.RequireAllAsync(database, $"{name}-{run}", latencies.Count, cancel);
            runs.Add(Math.Round(latencies.Count / elapsed.TotalSeconds));
            say(string.Create(CultureInfo.InvariantCulture, $"{name} run {run}: {runs[^1]} events/s, p50 {Quantile(latencies, 0.5):0.00} ms, p99 {Quantile(latencies, 0.99):0.00} ms"));
        }
        return new BenchCase(name, "events/s", Quantile(runs, 0.5), null, null, runs);
    }

    private static async Task<BenchCase[]> LatencyAsync(EventJournal journal, Action<string> say, CancellationToken cancel)
    {
        var (p50, p99) = (new List<double>(), new List<double>());
        for (var run = 1; run <= Runs; run++)
        {
            var (latencies, _) = await MeasureAsync($"latency-{run}", journal, callers: 1, cancel);
            p50.Add(Math.Round(Quantile(latencies, 0.5), 3));
            p99.Add(Math.Round(Quantile(latencies, 0.99), 3));
            say(string.Create(CultureInfo.InvariantCulture, $"one epoch's append, run {run}: p50 {p50[^1]} ms, p99 {p99[^1]} ms"));
        }
        return [new("epoch_p50", "ms", Quantile(p50, 0.5), null, null, p50), new("epoch_p99", "ms", Quantile(p99, 0.5), null, null, p99)];
    }

    // Every caller trains one trial after another and waits for each epoch's answer. Answers each epoch's milliseconds.
    private static async Task<(List<double> Milliseconds, TimeSpan Elapsed)> MeasureAsync(string name, EventJournal journal, int callers, CancellationToken cancel)
    {
        var latencies = new ConcurrentBag<double>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                for (var trial = 0; Stopwatch.GetElapsedTime(started) < RunTime; trial++)
                    await TrainAsync(journal, $"{name}-{caller}-{trial}", started, latencies, cancel);
            },
            cancel)));
        return ([.. latencies], Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The first two events of a trial.</summary>
    internal static TrialEvent[] Beginning(string trialId) =>
    [
        new TrialCreated(trialId, "bench", 1, ParameterSet.Empty, ParameterSet.Empty, Objective.Default, EpochsPerTrial, "cpu", 0, null, At),
        new TrialStarted(1, "silo", Environment, "data", At),
    ];

    /// <summary>An epoch as training reports it.</summary>
    internal static EpochCompleted Epoch(int epoch) => new(
        1, epoch, 1.0 / 3 / epoch, 1.0 / 2.9 / epoch,
        new Dictionary<string, double> { ["train_accuracy"] = 0.9 + (epoch / 1000.0), ["validation_accuracy"] = 0.89 + (epoch / 1100.0) },
        0.001, 54_000, TimeSpan.FromSeconds(12.5), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", At);

    private static async Task TrainAsync(EventJournal journal, string trialId, long started, ConcurrentBag<double> latencies, CancellationToken cancel)
    {
        var stream = StreamNames.Trial(trialId);
        await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.TrialType, 0, Beginning(trialId))]), cancel);
        for (var epoch = 1; epoch <= EpochsPerTrial && Stopwatch.GetElapsedTime(started) < RunTime; epoch++)
        {
            var sent = Stopwatch.GetTimestamp();
            await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.TrialType, epoch + 1, [Epoch(epoch)])]), cancel);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
    }

    // Every view of everything that the other cases have written, while nobody writes.
    private static async Task<BenchCase> RebuildAsync(NpgsqlDataSource database, Action<string> say, CancellationToken cancel)
    {
        await using var count = database.CreateCommand("select count(*) from mt_events");
        var events = (long)(await count.ExecuteScalarAsync(cancel))!;
        var rates = new List<double>();
        for (var run = 1; run <= Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            await new ProjectionRebuild(database, PlatformEvents.Types, PlatformProjections.All, PlatformProjections.PassedOver).RunAsync(cancellation: cancel);
            rates.Add(Math.Round(events / Stopwatch.GetElapsedTime(started).TotalSeconds));
            say(string.Create(CultureInfo.InvariantCulture, $"rebuild of the views, run {run}: {rates[^1]} events/s of {events}"));
        }
        return new BenchCase("rebuild", "events/s", Quantile(rates, 0.5), null, null, rates);
    }

    internal static double Quantile(List<double> values, double q) => values.Order().ElementAt((int)(q * (values.Count - 1)));
}
