using Training.Core;
using Training.Core.Models;

namespace Bench.Throughput;

/// <summary>
/// Eight small trials fused, against the same ones one after another by native steps (<c>_alone</c>) and by operators and autograd
/// (<c>_autograd</c>), on lanes of one thread each that share them out (<c>_lanes</c>, where there is more than one thread), and against PyTorch.
/// </summary>
internal static class FusedRace
{
    public static List<BenchCase> Run(int threads, string suffix, TrainingData data, (string Suffix, PyTorchPeer? Peer)[] peers, Action<string> say, CancellationToken cancel)
    {
        var (native, operators, lanes) = (Start(data, threads), Start(data, threads, TrainingCase.ByOperators), Start(data, 1));
        using var fused = new FusedSession(Start(data, threads));
        try
        {
            var race = new Race(FusedCase.Name + suffix, TrainingSuite.Runs, say);
            race.Run(
                () => Throughput.Of(() => Enumerable.Range(0, FusedCase.Epochs).Sum(_ => fused.RunEpoch(cancel).Sum(epoch => (long)epoch.Result!.Samples))),
                [
                    ("_alone", () => Throughput.Of(() => OneAfterAnother(native, cancel))),
                    ("_autograd", () => Throughput.Of(() => OneAfterAnother(operators, cancel))),
                    .. threads > 1 ? [("_lanes", (Func<Throughput>?)(() => Throughput.Of(() => OnLanes(lanes, threads, cancel))))] : Array.Empty<(string, Func<Throughput>?)>(),
                    .. peers.Select(peer => (peer.Suffix, (Func<Throughput>?)(peer.Peer is { } other ? () => other.Run(FusedCase.Name, FusedCase.Epochs) : null))),
                ]);
            return race.Results();
        }
        finally
        {
            foreach (var session in native.Concat(operators).Concat(lanes))
                session.Dispose();
        }
    }

    private static TrainingSession[] Start(TrainingData data, int threads, ModelBuilder? builder = null) =>
        [.. FusedCase.Specs.Select(spec => TrainingSession.Start(spec, data.Patches, new TrainingOptions(threads), builder))];

    private static long OneAfterAnother(IEnumerable<TrainingSession> sessions, CancellationToken cancel) => sessions.Sum(session => TrainingSuite.Epochs(session, FusedCase.Epochs, cancel));

    // Each lane a thread of its own, as a silo's slots are.
    private static long OnLanes(TrainingSession[] sessions, int lanes, CancellationToken cancel)
    {
        var samples = 0L;
        Thread[] threads =
        [
            .. Enumerable.Range(0, lanes).Select(lane => new Thread(() => Interlocked.Add(ref samples, OneAfterAnother(sessions.Where((_, i) => i % lanes == lane), cancel)))),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return samples;
    }
}
