using Training.Core;
using Training.Core.Data;

namespace Bench.Throughput;

/// <summary>
/// Training throughput of the product's own sessions (whole epochs, validation and bookkeeping included) against PyTorch's eager mode as
/// Debian ships it, once as it starts and once with its malloc told to keep memory as ours is (<c>_tuned</c>), with two threads and with
/// one (<c>_1t</c>, as a slot has by default). All take turns run by run, and the ratio is the median over runs, so that a machine
/// that is busy for a while slows all sides of a run. Where native steps train, our own loop by operators and autograd (<c>_autograd</c>) is another side.
/// <c>BENCH_CASES</c> lists the cases, separated by commas; else all.
/// </summary>
public static class TrainingSuite
{
    internal const int Runs = 5;
    private static readonly int[] Threads = [2, 1];

    /// <summary>Runs all cases; peer and ratio are null where python3-torch is missing.</summary>
    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel) =>
        Task.Factory.StartNew(() => Run(context.Say, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static BenchResult Run(Action<string> say, CancellationToken cancel)
    {
        TorchRuntime.Configure(Threads.Max());
        var info = TorchRuntime.Info;
        say($"ours: libtorch {info.LibtorchVersion} on {info.Blas}");
        using var data = new TrainingData();
        return new BenchResult("training", Machine.Describe(), [.. Threads.SelectMany(threads => Run(threads, data, say, cancel))]);
    }

    private static List<BenchCase> Run(int threads, TrainingData data, Action<string> say, CancellationToken cancel)
    {
        using var plain = PyTorchPeer.TryStart(data.Folder, threads, tuned: false);
        using var tuned = PyTorchPeer.TryStart(data.Folder, threads, tuned: true);
        say(plain is null ? "peer: none; apt-get install python3-torch to compare" : $"peer: {plain.Description}, threads: {threads}");
        var (suffix, peers) = (threads == 1 ? "_1t" : "", new[] { ("", plain), ("_tuned", tuned) });
        var cases = new List<BenchCase>();
        foreach (var trainingCase in TrainingCase.All.Where(trainingCase => BenchSuites.Chosen(trainingCase.Name)))
        {
            using var session = TrainingSession.Start(trainingCase.Spec, data.Digits, new TrainingOptions(threads), trainingCase.Builder);
            var race = new Race(trainingCase.Name + suffix, Runs, say);
            using var operators = trainingCase.Model == "mlp" ? TrainingSession.Start(trainingCase.Spec, data.Digits, new TrainingOptions(threads), TrainingCase.ByOperators) : null;
            race.Run(
                () => OwnRun(session, trainingCase.Epochs, cancel),
                [
                    .. peers.Select(peer => (peer.Item1, (Func<Throughput>?)(peer.Item2 is { } other ? () => other.Run(trainingCase.Name, trainingCase.Epochs) : null))),
                    .. operators is null ? [] : new[] { ("_autograd", (Func<Throughput>?)(() => OwnRun(operators, trainingCase.Epochs, cancel))) },
                ]);
            cases.AddRange(race.Results());
        }

        if (BenchSuites.Chosen(FusedCase.Name))
            cases.AddRange(FusedRace.Run(threads, suffix, data, peers, say, cancel));
        return cases;
    }

    private static Throughput OwnRun(TrainingSession session, int epochs, CancellationToken cancel) => Throughput.Of(() => Epochs(session, epochs, cancel));

    internal static long Epochs(TrainingSession session, int epochs, CancellationToken cancel) => Enumerable.Range(0, epochs).Sum(_ => (long)session.RunEpoch(cancel).Samples);
}
