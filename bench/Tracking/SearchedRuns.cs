using System.Globalization;
using Npgsql;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Store;

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
    public static async Task<string> MakeAsync(TrackingStore store, string name, int runs, CancellationToken cancel)
    {
        var experiment = await ExperimentAsync(store, name, cancel);
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 256, CancellationToken = cancel }, async (n, stop) =>
        {
            var run = (await store.CreateRunAsync(Create(experiment, n), stop: stop)).Id;
            await store.ApplyAsync(run, Log(n, runs), stop: stop);
        });
        return experiment;
    }

    /// <summary>The same experiment made in bulk: the same events, of 200 runs in an append, and the same rows; for numbers of runs that would take too long one by one.</summary>
    /// <param name="made">Told from time to time how many there are.</param>
    public static async Task<string> MakeInBulkAsync(EventJournal journal, NpgsqlDataSource database, TrackingStore store, string name, int runs, Action<int> made, CancellationToken cancel)
    {
        var experiment = await ExperimentAsync(store, name, cancel);
        var done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, runs).Chunk(200), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (numbers, stop) =>
        {
            var streams = numbers.Select(n =>
            {
                var id = StreamNames.NewRunId(Start(n));
                var created = RunDecider.Decide(id, null, Create(experiment, n) with { ArtifactUri = $"mlflow-artifacts:/{experiment}/{id}/artifacts" });
                var run = created.Aggregate((TrackedRun?)null, TrackedRun.Evolve);
                return (Id: id, Append: new StreamAppend(StreamNames.Run(id), StreamNames.RunType, 0, [.. created, .. RunDecider.Decide(id, run, Log(n, runs))]));
            }).ToList();
            await journal.AppendAsync(new AppendRequest(streams.ConvertAll(s => s.Append)), stop);
            await LatestMerger.MergeAsync(database, streams.ConvertAll(s => s.Id), stop);
            var count = Interlocked.Add(ref done, numbers.Length);
            if (count / 100_000 != (count - numbers.Length) / 100_000)
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

    private static async Task<string> ExperimentAsync(TrackingStore store, string name, CancellationToken cancel) =>
        (await store.CreateExperimentAsync(new CreateTrackedExperiment(name) { At = At }, stop: cancel)).Id;

    private static long Start(int n) => 1_767_323_045_678 + n;

    private static CreateRun Create(string experiment, int n) => new(experiment, $"run {n}", "bench", Start(n)) { At = At };

    private static LogBatch Log(int n, int runs)
    {
        var metrics = new MetricBatch();
        foreach (var key in (string[])["acc", "loss", "val_acc", "val_loss"])
            metrics.Add(key, new MetricPoint(10, Start(n), n * 7919L % runs / (double)runs));
        return new LogBatch
        {
            At = At, Metrics = metrics, Params = [new("arch", n % 3 == 0 ? "mlp" : "cnn"), new("lr", (n % 100 / 1000.0).ToString(CultureInfo.InvariantCulture))], Tags = [new("team", "a")],
        };
    }
}
