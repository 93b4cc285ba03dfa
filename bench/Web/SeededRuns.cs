using System.Globalization;
using Platform.Core.Tracking;

namespace Bench.Web;

/// <summary>Runs from outside with whole curves, so that pages can be measured with them.</summary>
public static class SeededRuns
{
    private const int MostAtOnce = 1_000; // points of a batch: the most that MLflow's clients send
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Makes an experiment of runs with two parameters, a tag and a curve of each key.</summary>
    /// <param name="points">Of each key.</param>
    /// <param name="keys">Metrics of each run.</param>
    /// <returns>The experiment's identity and those of its runs, in order.</returns>
    public static async Task<(string Experiment, IReadOnlyList<string> Runs)> MakeAsync(TrackingStore store, string name, int runs, int points, IReadOnlyList<string> keys, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        var experiment = (await store.CreateExperimentAsync(new CreateTrackedExperiment(name) { At = At }, stop: cancel)).Id;
        var made = new string[runs];
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel }, async (n, stop) =>
        {
            var run = made[n] = (await store.CreateRunAsync(new CreateRun(experiment, $"run {n}", "bench", Start(n)) { At = At }, stop: stop)).Id;
            await store.ApplyAsync(run, new LogBatch { At = At, Params = [new("arch", n % 3 == 0 ? "mlp" : "cnn"), new("lr", (n % 100 / 1000.0).ToString(CultureInfo.InvariantCulture))], Tags = [new("team", "a")] }, stop: stop);
            foreach (var key in keys)
            {
                for (var from = 0; from < points; from += MostAtOnce)
                    await store.ApplyAsync(run, new LogBatch { At = At, Metrics = Curve(key, n, from, Math.Min(MostAtOnce, points - from)) }, stop: stop);
            }
            await store.ApplyAsync(run, new UpdateRun(RunStatus.Finished, Start(n) + (points * 250L)) { At = At }, stop: stop);
        });
        return (experiment, made);
    }

    private static MetricBatch Curve(string key, int run, int from, int count)
    {
        var random = new Random((run * 31) + from); // the same run has the same curve in every measurement
        var batch = new MetricBatch(count);
        for (var step = from; step < from + count; step++)
            batch.Add(key, new MetricPoint(step, Start(run) + (step * 250L), 2 / Math.Sqrt(1 + (step * (1 + (run % 7)) / 100.0)) + (0.02 * random.NextDouble())));
        return batch;
    }

    private static long Start(int run) => 1_767_323_045_678 + (run * 1000L);
}
