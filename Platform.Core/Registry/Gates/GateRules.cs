using System.Globalization;
using Platform.Core.Experiments;

namespace Platform.Core.Registry;

/// <summary>What a list of gates may be.</summary>
internal static class GateRules
{
    /// <summary>Aliases that the gates protect.</summary>
    public const int MostAliases = 10;

    private const int LongestName = 250;

    /// <summary>Why a gate cannot be; null if it can.</summary>
    public static string? Problem(PromotionGate gate)
    {
        if (gate.Metric.Length is 0 or > LongestName || gate.Metric.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return $"a measure's name has 1 to {LongestName} characters and no space.";
        if (!double.IsFinite(gate.Limit))
            return "the limit must be a number.";
        if (gate.Kind is GateKind.NoWorse or GateKind.NoWorseByGroup && gate.Limit < 0)
            return "by how much a measure may worsen is 0 or more.";
        if (gate.Kind is GateKind.NoWorse or GateKind.NoWorseByGroup && !Objective.HasDirection(gate.Metric))
            return Directionless(gate.Metric);
        if (gate.Metric == PromotionGate.Latency && (gate.Kind != GateKind.AtMost || gate.Limit <= 0))
            return $"{PromotionGate.Latency} takes only a largest value above 0, such as '{PromotionGate.Latency} <= 20'.";
        if (gate.Column is { } column && (gate.Kind != GateKind.NoWorseByGroup || column.Length is 0 or > LongestName || column.Any(char.IsControl)))
            return $"a column belongs to 'in every group of' and has 1 to {LongestName} characters.";
        return null;
    }

    /// <summary>Why a measure of which neither more nor less is better cannot worsen.</summary>
    public static string Directionless(string metric) => $"of {metric} neither more nor less is better; bound it with '{metric} >= …' and '{metric} <= …'.";

    /// <exception cref="RuleViolation">The list is not one.</exception>
    public static void Check(IReadOnlyList<PromotionGate> gates, IReadOnlyList<string> aliases)
    {
        if (gates.Count > PromotionGate.Most)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"gates: there are {gates.Count}; a model has at most {PromotionGate.Most}."));
        if (gates.Select(Problem).FirstOrDefault(problem => problem is not null) is { } wrong)
            throw new RuleViolation($"gates: {wrong}");
        if (gates.Distinct().Count() != gates.Count)
            throw new RuleViolation("gates: one is given twice.");
        if (aliases.Count is 0 or > MostAliases)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"protects: name 1 to {MostAliases} aliases, such as {ModelAlias.Champion}."));
        if (aliases.FirstOrDefault(alias => !ModelAlias.IsValid(alias)) is { } unnamed)
            throw new RuleViolation($"protects: '{unnamed}' is not allowed; use {ModelAlias.Rule}.");
    }
}
