using System.Globalization;

namespace Bench.Throughput;

/// <summary>Ours and others in turns.</summary>
internal sealed class Race(string name, int runs, Action<string> say)
{
    private readonly List<Throughput> _ours = [];
    private readonly List<(string Suffix, List<Throughput> Runs)> _others = [];

    /// <summary>One run to warm caches and allocators, then the counted ones; who goes first changes from run to run.</summary>
    /// <param name="ours">The product.</param>
    /// <param name="others">Each with the suffix of its case; null where there is none.</param>
    public void Run(Func<Throughput> ours, IReadOnlyList<(string Suffix, Func<Throughput>? Run)> others)
    {
        _others.AddRange(others.Select(other => (other.Suffix, new List<Throughput>())));
        for (var run = 0; run <= runs; run++)
        {
            Throughput? own = run % 2 == 0 ? ours() : null;
            var theirs = others.Select(other => other.Run?.Invoke()).ToArray();
            own ??= ours();
            if (run == 0)
                continue;
            _ours.Add(own.Value);
            foreach (var (i, their) in theirs.Index())
                _others[i].Runs.AddRange(their is { } value ? [value] : []);
            say(string.Create(CultureInfo.InvariantCulture, $"{name} run {run}: ours {own.Value.Clock:0}/s, {string.Join(", ", theirs.Zip(others, (their, other) => $"peer{other.Suffix} {their?.Clock:0}/s"))}"));
        }
    }

    /// <summary>One case against each of the others.</summary>
    public List<BenchCase> Results() => [.. _others.Select(other => Result(name + other.Suffix, other.Runs))];

    private BenchCase Result(string caseName, List<Throughput> peer)
    {
        double? peerMedian = peer.Count > 0 ? Math.Round(Median(peer.Select(run => run.Clock))) : null;
        double? ratio = peer.Count > 0 ? Math.Round(Median(_ours.Zip(peer, (own, other) => own.Clock / other.Clock)), 3) : null;
        if (ratio is not null)
            say(string.Create(CultureInfo.InvariantCulture, $"{caseName}: {ratio:0.00} by the clock, {Median(_ours.Zip(peer, (own, other) => own.Processor / other.Processor)):0.00} by processor time"));
        return new BenchCase(caseName, "samples/s", Math.Round(Median(_ours.Select(run => run.Clock))), peerMedian, ratio, [.. _ours.Select(run => Math.Round(run.Clock))]);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
