namespace Training.Core;

/// <summary>What a new trial took from an earlier training.</summary>
/// <param name="Source">As the field <c>start_from</c> names it.</param>
/// <param name="Digest">SHA-256 of the file that it was, lower-case hex.</param>
/// <param name="Taken">Weights of the network that were taken, by name.</param>
/// <param name="Fresh">Weights that start afresh, each with why, such as <c>head.weight: (10, 64) there, (2, 64) here</c>.</param>
/// <param name="Unused">Weights of the file that the network has no place for, by name.</param>
/// <param name="Frozen">Blocks that do not train, by name.</param>
public sealed record StartReport(
    string Source, string Digest, IReadOnlyList<string> Taken, IReadOnlyList<string> Fresh, IReadOnlyList<string> Unused, IReadOnlyList<string> Frozen);
