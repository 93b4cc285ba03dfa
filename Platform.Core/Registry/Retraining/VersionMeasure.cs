using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>What a version that the result of a retraining is held against, such as the champion, answers to the test rows on which the result was measured.</summary>
/// <param name="Version">The version.</param>
/// <param name="DataDigest">SHA-256 of the data whose test rows they are.</param>
/// <param name="TestMetrics">Its measures; empty if it could not be measured.</param>
/// <param name="Problem">Why it could not, for people; null if it could.</param>
/// <param name="Groups">Its measures by the groups of the result's test; null if that has none.</param>
public sealed record VersionMeasure(
    int Version, string DataDigest, IReadOnlyDictionary<string, double> TestMetrics, string? Problem = null, IReadOnlyList<TestGroup>? Groups = null);
