using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>The result of a retraining beside the champion, both on the same test rows.</summary>
/// <param name="DataDigest">SHA-256 of the data whose test rows they are.</param>
/// <param name="TestMetrics">Of the result.</param>
/// <param name="Champion">The version that was champion when the result was registered.</param>
/// <param name="ChampionMetrics">Of the champion; empty if it could not be measured on these rows.</param>
/// <param name="Problem">Why it could not, for people; null if it could.</param>
/// <param name="ChampionGroups">Of the champion by the groups of the result's test; null if that has none, and in events of earlier versions.</param>
public sealed record RetrainingComparison(
    string DataDigest, IReadOnlyDictionary<string, double> TestMetrics, int Champion, IReadOnlyDictionary<string, double> ChampionMetrics, string? Problem = null,
    IReadOnlyList<TestGroup>? ChampionGroups = null);
