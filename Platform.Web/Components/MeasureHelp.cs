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
    public static string? Of(string metric) => metric.IndexOf('_', StringComparison.Ordinal) is var part and > 0 ? Known.GetValueOrDefault(metric[(part + 1)..]) : null;
}
