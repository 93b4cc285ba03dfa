using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Registry;

/// <summary>The measures that gates of a model can ask for. Pure.</summary>
internal static class GateMeasures
{
    private const string Test = "test_";

    // What groups of two classes have beside the measures of the whole test; the third, selection_rate, has no direction.
    private static readonly string[] OfGroups = ["false_positive_rate", "true_positive_rate"];

    /// <summary>The measures of the tests of its versions, without those that were taken out; none if none was tested here.</summary>
    public static IReadOnlyList<string> Tested(ModelView model) => [.. model.Live.SelectMany(version => version.TestMetrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What a gate of this kind is offered: measures by which a version of the model could pass it.</summary>
    public static IReadOnlyList<string> Of(ModelView model, GateKind kind) => Tested(model) switch
    {
        [] => [],
        var tested => kind switch
        {
            GateKind.NoWorse => [.. tested.Where(Objective.HasDirection)],
            GateKind.NoWorseByGroup => [.. tested.Where(Objective.HasDirection), .. tested.Contains("test_accuracy", StringComparer.Ordinal) ? OfGroups : []],
            _ => [.. tested, PromotionGate.Latency], // whose bound is a largest value, whichever kind the gate had
        },
    };

    /// <summary>The bound that makes sense for a measure: a smallest value where more is better, a largest where less is; null where neither is.</summary>
    public static GateKind? BoundOf(string metric) => metric switch
    {
        "" => null,
        PromotionGate.Latency => GateKind.AtMost,
        _ when !Objective.HasDirection(metric) => null,
        _ => Objective.DirectionOf(metric) == Direction.Maximize ? GateKind.AtLeast : GateKind.AtMost,
    };

    /// <summary>Why no version of the model would pass the gate, as far as their tests are known; null if one might.</summary>
    public static string? Unseen(ModelView model, PromotionGate gate)
    {
        var tested = Tested(model);
        string[] names = gate.Kind == GateKind.NoWorseByGroup && !gate.Metric.StartsWith(Test, StringComparison.Ordinal) ? [gate.Metric, Test + gate.Metric] : [gate.Metric];
        return tested.Count == 0 || gate.Metric == PromotionGate.Latency || names.Any(name => tested.Contains(name, StringComparer.Ordinal) || Of(model, gate.Kind).Contains(name, StringComparer.Ordinal))
            ? null
            : $"no version of {model.Name} has the measure '{gate.Metric}', and one without it never passes. Their tests have {string.Join(", ", tested)}.";
    }

    /// <summary>A measure with what the version that is served now, or else the newest one, was measured at.</summary>
    public static string Words(ModelView model, string metric) => metric == PromotionGate.Latency
        ? "Milliseconds within which 99 of 100 answers come"
        : Now(model, metric) is ({ } value, { } version) ? string.Create(CultureInfo.InvariantCulture, $"{Show.Title(metric)}: {value:G6} now (version {version})") : Show.Title(metric);

    /// <summary>An example of a limit.</summary>
    public static string Example(ModelView model, GateRow row) => row.Kind is GateKind.AtLeast or GateKind.AtMost
        ? Now(model, row.Metric).Value is { } value ? value.ToString("G4", CultureInfo.InvariantCulture) : row.Metric == PromotionGate.Latency ? "20" : "0.97"
        : "0.01";

    /// <summary>The measure that a new gate begins with: the one that sums up the test of the version that is served; empty for none.</summary>
    public static string First(ModelView model) => Served(model) is { } version ? TestMeasure.NameIn(version.TestMetrics) ?? "" : "";

    private static (double? Value, int? Version) Now(ModelView model, string metric) =>
        Served(model) is { } version && version.TestMetrics.TryGetValue(metric, out var value) ? (value, version.Version) : (null, null);

    private static ModelVersionRegistered? Served(ModelView model) =>
        model.Aliases.TryGetValue(ModelAlias.Champion, out var champion) ? model.Versions[champion - 1] : model.Live.LastOrDefault();
}
