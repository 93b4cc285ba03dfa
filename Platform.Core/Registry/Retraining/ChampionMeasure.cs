namespace Platform.Core.Registry;

/// <summary>What the champion answers to the test rows on which the result of a retraining was measured.</summary>
/// <param name="Version">The champion then.</param>
/// <param name="DataDigest">SHA-256 of the data whose test rows they are.</param>
/// <param name="TestMetrics">Its measures; empty if it could not be measured.</param>
/// <param name="Problem">Why it could not, for people; null if it could.</param>
public sealed record ChampionMeasure(int Version, string DataDigest, IReadOnlyDictionary<string, double> TestMetrics, string? Problem = null);
