namespace Platform.Core.Erasures;

/// <summary>What an erasure is about.</summary>
/// <param name="Streams">Those that are not erased yet, in the order in which they are to be.</param>
/// <param name="Runs">Tracked runs.</param>
/// <param name="Models">Logged models.</param>
internal sealed record ErasureSubjects(IReadOnlyList<string> Streams, IReadOnlyList<string> Runs, IReadOnlyList<string> Models);
