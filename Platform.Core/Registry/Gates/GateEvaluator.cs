using System.Globalization;
using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>Holds a version against a model's gates. Pure.</summary>
public static class GateEvaluator
{
    // Bounds are decimal numbers, differences binary ones: 0.97 − 0.96 is a little more than 0.01.
    private const double Rounding = 1e-12;

    /// <summary>What the gates say; null if none protect the alias.</summary>
    /// <param name="evidence">What is known of the version's checkpoint and of that of the version that has the alias; others are passed over.</param>
    /// <param name="overrideWhy">Why the alias is to move even if a gate is not passed; null for not.</param>
    public static PromotionEvaluated? Evaluate(
        RegisteredModel model, string alias, ModelVersionRegistered version, IReadOnlyList<VersionEvidence> evidence, string? overrideWhy, string by, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(evidence);
        if (model.Gates is not { Gates: [_, ..] gates } set || !set.Protects.Contains(alias, StringComparer.Ordinal))
            return null;
        var holder = model.Aliases.TryGetValue(alias, out var number) && number != version.Version ? model.Versions[number - 1] : null;
        var own = new Side(version, version.TestMetrics, Of(evidence, version)?.Groups ?? [], Of(evidence, version));
        var other = holder is null ? null : Comparable(model, holder, own, Of(evidence, holder));
        GateOutcome[] outcomes = [.. gates.Select(gate => Judge(gate, own, other))];
        var passed = Array.TrueForAll(outcomes, outcome => outcome.Passed);
        return new PromotionEvaluated(alias, version.Version, holder?.Version, version.DataDigest, outcomes, passed, passed ? null : overrideWhy, by, at);
    }

    private static VersionEvidence? Of(IReadOnlyList<VersionEvidence> evidence, ModelVersionRegistered version) =>
        version.Checkpoint.Length == 0 ? null : evidence.FirstOrDefault(e => e.Checkpoint == version.Checkpoint);

    // Only what was measured on the candidate's own test rows counts: by the version's own test, or by a retraining. By what columns retrainings before measured
    // the version says nothing about the candidate, so of theirs only those of its own test are asked for.
    private static Side Comparable(RegisteredModel model, ModelVersionRegistered holder, Side own, VersionEvidence? evidence)
    {
        var dataDigest = own.Version.DataDigest;
        var tested = holder.DataDigest == dataDigest ? evidence?.Groups ?? [] : null;
        var measured = model.GroupsOf(holder.Version, dataDigest)?.Where(group => own.Groups!.Any(mine => mine.Column == group.Column)).ToList();
        var groups = measured is null ? tested : TestGroup.ByColumns(tested ?? [], measured); // a version is tested once, before any retraining measures it
        return new Side(holder, model.MeasuresOf(holder.Version, dataDigest), groups, evidence, model.ProblemOf(holder.Version, dataDigest));
    }

    private static GateOutcome Judge(PromotionGate gate, Side own, Side? other) => gate switch
    {
        { Metric: PromotionGate.Latency } => own.Evidence?.LatencyMs is { } latency
            ? new GateOutcome(gate, latency <= gate.Limit, latency)
            : new GateOutcome(gate, false, null, Note: own.Evidence?.LatencyProblem ?? "its answers were not timed."),
        { Kind: GateKind.NoWorse or GateKind.NoWorseByGroup } when !Experiments.Objective.HasDirection(gate.Metric) =>
            new GateOutcome(gate, false, null, Note: GateRules.Directionless(gate.Metric)), // a gate of before this was refused
        { Kind: GateKind.NoWorse } => Compare(gate, own, other),
        { Kind: GateKind.NoWorseByGroup } => CompareGroups(gate, own, other),
        _ => own.Metrics!.TryGetValue(gate.Metric, out var seen)
            ? new GateOutcome(gate, gate.Kind == GateKind.AtLeast ? seen >= gate.Limit - Rounding : seen <= gate.Limit + Rounding, seen)
            : new GateOutcome(gate, false, null, Note: Unmeasured(own)),
    };

    private static GateOutcome Compare(PromotionGate gate, Side own, Side? other)
    {
        if (!own.Metrics!.TryGetValue(gate.Metric, out var seen))
            return new GateOutcome(gate, false, null, Note: Unmeasured(own));
        if (other is null)
            return new GateOutcome(gate, true, seen, Note: "no other version has the alias.");
        if (own.Version.ForecastsOtherwise(other.Version))
            return new GateOutcome(gate, false, seen, Note: Text($"version {other.Version.Version} forecasts {other.Version.Horizon} steps, version {own.Version.Version} {own.Version.Horizon}: their measures cannot be compared."));
        if (other.Metrics is null)
            return new GateOutcome(gate, false, seen, Note: OnOtherData(other, "was tested"));
        return other.Metrics.TryGetValue(gate.Metric, out var against)
            ? new GateOutcome(gate, Worsening(gate.Metric, seen, against) <= gate.Limit + Rounding, seen, against)
            : new GateOutcome(gate, false, seen, Note: Unmeasured(other));
    }

    private static GateOutcome CompareGroups(PromotionGate gate, Side own, Side? other)
    {
        var name = gate.Metric.StartsWith("test_", StringComparison.Ordinal) ? gate.Metric["test_".Length..] : gate.Metric;
        var groups = Groups(own, gate);
        if (!groups.Exists(group => group.Metrics.ContainsKey(name)))
            return new GateOutcome(gate, false, null, Note: Text($"the test of version {own.Version.Version} has no {name} by {gate.Column ?? "groups"}; test.groups in a sweep asks for it."));
        if (groups.Find(group => !group.Metrics.ContainsKey(name)) is { } unmeasured)
            return new GateOutcome(gate, false, null, Group: Named(unmeasured), Note: Text($"version {own.Version.Version} has no {name} in this group."));
        if (other is null)
            return new GateOutcome(gate, true, null, Note: "no other version has the alias.");
        if (other.Groups is null)
            return new GateOutcome(gate, false, null, Note: OnOtherData(other, "and its groups were measured"));
        var others = Groups(other, gate);
        if (others.Find(theirs => !groups.Exists(group => group.Column == theirs.Column && group.Value == theirs.Value)) is { } lost)
            return new GateOutcome(gate, false, null, Group: Named(lost), Note: Text($"version {own.Version.Version} was not measured in this group."));
        var known = others.Where(group => group.Metrics.ContainsKey(name)).ToDictionary(group => (group.Column, group.Value), group => group.Metrics[name]);
        if (groups.Find(group => !known.ContainsKey((group.Column, group.Value))) is { } lone)
            return new GateOutcome(gate, false, lone.Metrics[name], Group: Named(lone), Note: Unmeasurable(other) ?? Text($"version {other.Version.Version} was not measured in this group."));
        // NaN is the worst there is.
        var worst = groups.MaxBy(group => Worsening(name, group.Metrics[name], known[(group.Column, group.Value)]) is var by && double.IsNaN(by) ? double.PositiveInfinity : by)!;
        var (seen, against) = (worst.Metrics[name], known[(worst.Column, worst.Value)]);
        var passed = Worsening(name, seen, against) <= gate.Limit + Rounding;
        var over = groups.Count(group => !(Worsening(name, group.Metrics[name], known[(group.Column, group.Value)]) <= gate.Limit + Rounding));
        return new GateOutcome(gate, passed, seen, against, Named(worst), over > 1 ? Text($"the worst of {over} groups that are worse by more, of {groups.Count}.") : null);
    }

    /// <summary>By how much a value of a measure is worse than another; negative where it is better.</summary>
    public static double Worsening(string metric, double value, double other) => Experiments.Objective.DirectionOf(metric) == Experiments.Direction.Maximize ? other - value : value - other;

    private static List<TestGroup> Groups(Side side, PromotionGate gate) => [.. (side.Groups ?? []).Where(group => gate.Column is null || group.Column == gate.Column)];

    private static string Named(TestGroup group) => $"{group.Column}={group.Value}";

    private static string OnOtherData(Side other, string measured) => Unmeasurable(other)
        ?? Text($"version {other.Version.Version} {measured} on other data; a retraining measures what protected aliases point to on the new data too.");

    // Where a retraining has tried in vain, to advise another would lead in a circle.
    private static string? Unmeasurable(Side other) =>
        other.Problem is { } problem ? Text($"version {other.Version.Version} could not be measured on the same test rows: {problem}") : null;

    private static string Unmeasured(Side side) => side.Metrics is { Count: > 0 } metrics
        ? Text($"the test of version {side.Version.Version} has no such measure; it has {string.Join(", ", metrics.Keys.Order(StringComparer.Ordinal).Take(12))}.")
        : Text($"version {side.Version.Version} came from outside and was not tested here.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Measures and groups are null where they are not of the candidate's test rows; the problem is why a retraining could not measure them on these.
    private sealed record Side(
        ModelVersionRegistered Version, IReadOnlyDictionary<string, double>? Metrics, IReadOnlyList<TestGroup>? Groups, VersionEvidence? Evidence, string? Problem = null);
}
