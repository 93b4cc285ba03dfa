namespace Bench;

/// <summary>One figure. <see cref="Ratio"/> above 1 means that ours is better, whichever way the unit counts.</summary>
/// <param name="Name">Stable name, such as <c>mlp_b64</c>.</param>
/// <param name="Unit">Of <paramref name="Ours"/> and <paramref name="Peer"/>, such as <c>samples/s</c>.</param>
/// <param name="Ours">The median of the runs.</param>
/// <param name="Peer">The same of what it is compared with; null when nothing is compared.</param>
/// <param name="Ratio">Ours to peer; null when nothing is compared.</param>
/// <param name="Runs">Every run of ours, in order.</param>
public sealed record BenchCase(string Name, string Unit, double Ours, double? Peer, double? Ratio, IReadOnlyList<double> Runs);
