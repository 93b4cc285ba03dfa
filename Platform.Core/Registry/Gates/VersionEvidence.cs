using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>What is known of a checkpoint beside the measures in its version.</summary>
/// <param name="Checkpoint">SHA-256 of the checkpoint.</param>
/// <param name="Groups">Its measures by the groups of its own test; none if that asked for none.</param>
/// <param name="LatencyMs">Milliseconds in which 99 of 100 single answers came; null if that was not measured.</param>
/// <param name="LatencyProblem">Why it was not; null if it was, or nobody asked.</param>
public sealed record VersionEvidence(string Checkpoint, IReadOnlyList<TestGroup> Groups, double? LatencyMs = null, string? LatencyProblem = null);
