using System.Globalization;
using Platform.Core.Tracking;

namespace Bench.Tracking;

/// <summary>Runs for questions: each with two parameters, a tag and four metrics; two in three are of the architecture <c>cnn</c>.</summary>
internal static class SearchedRuns
{
    /// <summary>Runs of a page.</summary>
    public const int Page = 100;

    /// <summary>The filtered question as a client writes it.</summary>
    public const string Filter = "metrics.acc > 0.1 AND params.arch = 'cnn'";

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Makes an experiment of so many runs by the store's own commands and answers its identity.</summary>
    /// <param name="made">Told from time to time how many there are.</param>
    public static async Task<string> MakeAsync(TrackingStore store, string name, int runs, Action<int> made, CancellationToken cancel)
    {
        var experiment = (await store.CreateExperimentAsync(new CreateTrackedExperiment(name) { At = At }, stop: cancel)).Id;
        var done = 0;
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 256, CancellationToken = cancel }, async (n, stop) =>
        {
            var run = (await store.CreateRunAsync(new CreateRun(experiment, $"run {n}", "bench", 1_767_323_045_678 + n) { At = At }, stop: stop)).Id;
            var metrics = new MetricBatch();
            foreach (var key in (string[])["acc", "loss", "val_acc", "val_loss"])
                metrics.Add(key, new MetricPoint(10, 1_767_323_045_678 + n, n * 7919L % runs / (double)runs));
            await store.ApplyAsync(
                run, new LogBatch { At = At, Metrics = metrics, Params = [new("arch", n % 3 == 0 ? "mlp" : "cnn"), new("lr", (n % 100 / 1000.0).ToString(CultureInfo.InvariantCulture))], Tags = [new("team", "a")] },
                stop: stop);
            if (Interlocked.Increment(ref done) is var count && count % 100_000 == 0)
                made(count);
        });
        return experiment;
    }

    /// <summary>All runs, the newest first; and those of <see cref="Filter"/> by their accuracy, the best first.</summary>
    public static (RunQuery Plain, RunQuery Filtered) Questions(string experiment)
    {
        RunQuery plain = new([experiment]) { MaxResults = Page };
        return (plain, plain with
        {
            Filter = new AllOf([new NumberIs(new RunField(RunFieldKind.Metric, "acc"), RunComparison.Greater, 0.1), new TextIs(new RunField(RunFieldKind.Param, "arch"), RunComparison.Equal, "cnn")]),
            Order = [new RunOrder(new RunField(RunFieldKind.Metric, "acc"), Descending: true)],
        });
    }

    /// <summary>The question for a later page; pages count from 1.</summary>
    public static async Task<RunQuery> AtPageAsync(RunSearch search, RunQuery query, int page, CancellationToken cancel)
    {
        for (var skipped = 1; skipped < page; skipped++)
            query = query with { PageToken = (await search.FindAsync(query, cancel)).NextPageToken };
        return query;
    }
}
