using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>What is known of a checkpoint beside the measures in its version.</summary>
/// <param name="Checkpoint">SHA-256 of the checkpoint.</param>
/// <param name="Groups">Its measures by groups; none if none were asked for.</param>
/// <param name="LatencyMs">Milliseconds in which 99 of 100 single answers came; null if that was not measured.</param>
/// <param name="LatencyProblem">Why it was not; null if it was, or nobody asked.</param>
public sealed record VersionEvidence(string Checkpoint, IReadOnlyList<TestGroup> Groups, double? LatencyMs = null, string? LatencyProblem = null)
{
    /// <summary>SHA-256 of the data on whose test rows it was measured for this comparison; null where the groups are those of the version's own test.</summary>
    public string? DataDigest { get; init; }

    /// <summary>Its measures on those rows; null if they are those of the version.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>Why it could not be measured on them, for people; null if it could, or nobody tried.</summary>
    public string? Problem { get; init; }
}
