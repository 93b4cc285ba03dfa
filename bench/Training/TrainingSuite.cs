using System.Diagnostics;
using System.Globalization;
using Training.Core;
using Training.Core.Data;

namespace Bench.Throughput;

/// <summary>
/// Training throughput of the product's own sessions (whole epochs, validation and bookkeeping included) against PyTorch's eager
/// mode, alternating run by run in one process each. The ratio is the median over pairs of neighbouring runs, so that a
/// machine that is busy for a while slows both sides of a pair.
/// </summary>
public static class TrainingSuite
{
    private const int Runs = 9;
    private const int Threads = 1; // as a slot has by default

    /// <summary>Runs all cases; peer and ratio are null where python3-torch is missing.</summary>
    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel) =>
        Task.Factory.StartNew(() => Run(context.Say, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static BenchResult Run(Action<string> say, CancellationToken cancel)
    {
        TorchRuntime.Configure(Threads);
        var info = TorchRuntime.Info;
        say($"ours: libtorch {info.LibtorchVersion} on {info.Blas}, {Threads} thread");
        var data = (ImageDataset)DatasetCatalog.Open("digits", dataFolder: "");
        using var peer = PyTorchPeer.TryStart(data, Threads);
        say(peer is null ? "peer: none; apt-get install python3-torch to compare" : $"peer: {peer.Description}, {Threads} thread");
        return new BenchResult("training", Machine.Describe(), [.. TrainingCase.All.Select(c => Measure(c, data, peer, say, cancel))]);
    }

    private static BenchCase Measure(TrainingCase trainingCase, ImageDataset data, PyTorchPeer? peer, Action<string> say, CancellationToken cancel)
    {
        using var session = TrainingSession.Start(trainingCase.Spec, data, new TrainingOptions(Threads), trainingCase.Builder);
        var (ours, peers) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            var peerFirst = run % 2 == 1; // each side goes first half of the time
            var other = peerFirst ? peer?.Run(trainingCase) : null;
            var own = OwnRun(session, trainingCase.Epochs, cancel);
            other ??= peer?.Run(trainingCase);
            if (run == 0)
                continue; // warms caches and allocators on both sides
            ours.Add(own);
            peers.AddRange(other is { } value ? [value] : []);
            say(string.Create(CultureInfo.InvariantCulture, $"{trainingCase.Name} run {run}: ours {own:0}/s, peer {other:0}/s"));
        }

        double? peerMedian = peers.Count > 0 ? Math.Round(Median(peers)) : null;
        double? ratio = peers.Count > 0 ? Math.Round(Median([.. ours.Zip(peers, (own, other) => own / other)]), 3) : null;
        return new BenchCase(trainingCase.Name, "samples/s", Math.Round(Median(ours)), peerMedian, ratio, [.. ours.Select(value => Math.Round(value))]);
    }

    private static double OwnRun(TrainingSession session, int epochs, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var samples = 0L;
        for (var epoch = 0; epoch < epochs; epoch++)
            samples += session.RunEpoch(cancel).Samples;
        return samples / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
