using Platform.Web.Compare;

namespace Platform.Web.Api;

/// <summary>Runs side by side.</summary>
/// <param name="Repeats">Of the metric that was asked for; null if none was.</param>
internal sealed record ComparisonAnswer(IReadOnlyList<ComparedRunAnswer> Runs, Repeats? Repeats);

/// <summary>A run of any kind.</summary>
/// <param name="Seed">Null if none is known.</param>
internal sealed record ComparedRunAnswer(
    string Id, string Name, string? Seed, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Code, IReadOnlyDictionary<string, string> Data,
    IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, double> Metrics);
