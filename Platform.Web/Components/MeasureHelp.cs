using System.Collections.Frozen;
using Training.Core.Data;
using Training.Core.Metrics;

namespace Platform.Web.Components;

/// <summary>What a measure says, for those to whom its shortening says nothing.</summary>
internal static class MeasureHelp
{
    // Those that mean the same whatever is learnt.
    private static readonly FrozenDictionary<string, string> Known = Enum.GetValues<TargetKind>().SelectMany(MeasureCatalog.Of)
        .GroupBy(measure => measure.Name, measure => measure.Help, StringComparer.Ordinal)
        .Where(same => same.Distinct(StringComparer.Ordinal).Count() == 1)
        .ToFrozenDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    /// <summary>A sentence; null for a metric that is none of the catalogue's, or means one thing here and another there.</summary>
    /// <param name="metric">A measure with its part, such as <c>validation_rmse</c>.</param>
    public static string? Of(string metric) => NameOf(metric) is { } name ? Known.GetValueOrDefault(name) : null;

    /// <summary>The same, as it is meant where other metrics were measured beside it, and with its unit.</summary>
    /// <param name="beside">Names of all metrics of the trial or test: they tell what was learnt.</param>
    /// <param name="column">The column whose numbers are predicted; null if it is not known or there is none.</param>
    public static string? Of(string metric, IEnumerable<string> beside, string? column) =>
        Meant(metric, beside) is not { } measure ? Of(metric)
        : measure.InTargetUnit && column is not null ? $"{measure.Help.TrimEnd('.')}: units of {column}." : measure.Help;

    /// <summary>"in units of rent" for a metric in the unit of the column that is predicted; null for others, and where the column is not known.</summary>
    /// <inheritdoc cref="Of(string, IEnumerable{string}, string?)"/>
    public static string? Unit(string metric, IEnumerable<string> beside, string? column) => column is not null && Meant(metric, beside) is { InTargetUnit: true } ? $"in units of {column}" : null;

    private static string? NameOf(string metric) => metric.IndexOf('_', StringComparison.Ordinal) is var part and > 0 ? metric[(part + 1)..] : null;

    private static Measure? Meant(string metric, IEnumerable<string> beside) =>
        NameOf(metric) is { } name && Learnt([.. beside.Select(NameOf).OfType<string>()]) is { } target ? MeasureCatalog.Of(target).FirstOrDefault(measure => measure.Name == name) : null;

    // What each target measures always and none of those after it does.
    private static TargetKind? Learnt(HashSet<string> names) =>
        names.Contains("perplexity") ? TargetKind.NextToken
        : names.Contains("rmse") ? TargetKind.Number
        : names.Contains("accuracy") ? TargetKind.Class
        : names.Contains("frechet") ? TargetKind.Likeness
        : names.Contains("mse") ? (names.Contains("mae") ? TargetKind.Future : TargetKind.Input)
        : null;
}
