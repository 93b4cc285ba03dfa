using System.Diagnostics;
using System.Globalization;
using Training.Core;
using Training.Core.Data;

namespace Bench.Throughput;

/// <summary>
/// What <c>precision: bfloat16</c> is worth on this machine: the training cases in both precisions, alternating run by run. Peer is float32, so a
/// ratio above 1 means that bfloat16 is faster. Processor time is measured, which a busy machine disturbs less than the clock.
/// </summary>
public static class PrecisionSuite
{
    private const int Runs = 5;

    /// <summary>Runs all training cases.</summary>
    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel) =>
        Task.Factory.StartNew(() => Run(context.Say, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static BenchResult Run(Action<string> say, CancellationToken cancel)
    {
        TorchRuntime.Configure(1);
        var data = DatasetCatalog.Open("digits", dataFolder: "");
        return new BenchResult("precision", Machine.Describe(), [.. TrainingCase.All.Select(c => Measure(c, data, say, cancel))]);
    }

    private static BenchCase Measure(TrainingCase trainingCase, Dataset data, Action<string> say, CancellationToken cancel)
    {
        using var single = TrainingSession.Start(trainingCase.Spec, data, new TrainingOptions(1), trainingCase.Builder);
        using var half = TrainingSession.Start(trainingCase.Spec with { Precision = "bfloat16" }, data, new TrainingOptions(1), trainingCase.Builder);
        var (ours, peers) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            var (own, other) = (Rate(half, cancel), Rate(single, cancel));
            if (run == 0)
                continue; // warms caches and allocators
            ours.Add(own);
            peers.Add(other);
        }

        var ratio = Math.Round(Median([.. ours.Zip(peers, (own, other) => own / other)]), 3);
        say(string.Create(CultureInfo.InvariantCulture, $"{trainingCase.Name}: bfloat16 {Median(ours):0} and float32 {Median(peers):0} samples a second of processor time, ratio {ratio}"));
        return new BenchCase(trainingCase.Name, "samples/s of processor time", Math.Round(Median(ours)), Math.Round(Median(peers)), ratio, [.. ours.Select(value => Math.Round(value))]);
    }

    private static double Rate(TrainingSession session, CancellationToken cancel)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var samples = session.RunEpoch(cancel).Samples;
        process.Refresh();
        return samples / (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
