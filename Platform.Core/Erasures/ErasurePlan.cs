namespace Platform.Core.Erasures;

/// <summary>What an erasure takes, without doing it.</summary>
/// <param name="Name">What the thing is called; empty if it has no name any more.</param>
/// <param name="Streams">Streams that are erased with it, its own included; those that are erased already are not counted.</param>
/// <param name="Events">Events that lose their contents.</param>
/// <param name="Points">Points of metrics among them, those in the inbox included.</param>
/// <param name="Files">Files of runs, logged models and trials; a content that something else names as well stays.</param>
/// <param name="Bytes">Their sizes together.</param>
/// <param name="Obstacles">Why it cannot be erased now, each with what mends it; none if it can.</param>
/// <param name="Consequences">What else changes by it, in words.</param>
public sealed record ErasurePlan(
    ErasureTarget Target, string Name, int Streams, long Events, long Points, long Files, long Bytes, IReadOnlyList<string> Obstacles, IReadOnlyList<string> Consequences)
{
    /// <summary>Nothing is left to be erased.</summary>
    public bool IsDone => Streams == 0;
}
