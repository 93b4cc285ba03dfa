using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>The rules of the registry: versions count up, aliases move with who, when and why, and the champion is not replaced by a worse one unknowingly.</summary>
public static class ModelDecider
{
    public static ModelEvent[] Decide(RegisteredModel model, ModelCommand command) => command switch
    {
        PromoteVersion c => Promote(model, c),
        MoveAlias c => Move(model, c),
        RetrainingCommand c => RetrainingDecider.Decide(model, c),
        ModelEntryCommand c => ModelEntryDecider.Decide(model, c),
        SetPromotionGates or RollBackAlias => GateDecider.Decide(model, command),
        _ => throw new RuleViolation($"The registry does not know {command.GetType().Name}."),
    };

    private static ModelEvent[] Promote(RegisteredModel model, PromoteVersion c)
    {
        if (c.Alias is { } alias)
            CheckAlias(alias);
        var version = VersionOf(model, c);
        ModelEvent[] registered = version.Version > model.Versions.Count ? [version] : [];
        return c.Alias is null ? registered : [.. registered, .. Point(model, version, new MoveAlias(c.Alias, version.Version, c.Confirmed, c.By, c.Why, c.At) { OverrideWhy = c.OverrideWhy, Evidence = c.Evidence, EvidenceFor = c.EvidenceFor })];
    }

    /// <summary>The version that a promotion leads to: the one that it was before unless that is deleted, or a new one.</summary>
    internal static ModelVersionRegistered VersionOf(RegisteredModel model, PromoteVersion c) =>
        model.VersionOf(c.Checkpoint, c.TrialId) ?? new ModelVersionRegistered(
            c.Model, model.Versions.Count + 1, c.TrialId, c.ExperimentId, c.Epoch, c.Checkpoint, c.DataName, c.DataDigest, c.TestMetrics, c.By, c.Why, c.At,
            c.StartDigest is { } start ? model.Versions.Find(v => v.Checkpoint == start)?.Version : null, c.Horizon);

    /// <summary>Why an alias may not point to a version without somebody's consent; null if it may.</summary>
    internal static string? Objection(RegisteredModel model, string alias, ModelVersionRegistered to) =>
        alias == ModelAlias.Champion && model.Champion is { } champion && champion.Version != to.Version ? Worse(model, to, champion) : null;

    private static ModelEvent[] Move(RegisteredModel model, MoveAlias c)
    {
        CheckAlias(c.Alias);
        if (c.From is { } from && (model.Aliases.TryGetValue(c.Alias, out var now) ? now : (int?)null) is var held && held != from)
            throw GateDecider.Moved(c.Alias, from, held);
        if (c.Version is not { } number)
            return model.Aliases.TryGetValue(c.Alias, out var previous) ? [new AliasMoved(c.Alias, null, previous, c.By, c.Why, c.At)] : [];
        if (number < 1 || number > model.Versions.Count || model.Entry.Of(number).Deleted)
            throw new RuleViolation($"version: there is no version {number}; the model has {model.Versions.Count}.");
        return Point(model, model.Versions[number - 1], c);
    }

    // An evaluation that refuses is an event too; whoever asked finds it in the state (RegisteredModel.Refusal).
    private static ModelEvent[] Point(RegisteredModel model, ModelVersionRegistered to, MoveAlias c)
    {
        int? previous = model.Aliases.TryGetValue(c.Alias, out var current) ? current : null;
        if (previous == to.Version)
            return [];
        if (c.OverrideWhy is { } reason && string.IsNullOrWhiteSpace(reason))
            throw new RuleViolation("override: gates are overridden with a reason; write why.");
        if (c.EvidenceFor is { } basis && model.IsGated(c.Alias) && basis != EvidenceBasis.Of(model, c.Alias))
            throw new EvidenceOutdated(c.Alias);
        var evaluation = GateEvaluator.Evaluate(model, c.Alias, to, c.Evidence, c.OverrideWhy, c.By, c.At);
        if (evaluation is { Granted: false })
            return evaluation.Repeats(model.LastEvaluation) ? [] : [evaluation];
        // How much worse it may be was said by whoever set a gate for that measure.
        var compared = Compared(model, to);
        var allowed = evaluation is not null && (evaluation.Override is not null
            || evaluation.Outcomes.Any(outcome => outcome is { Gate.Kind: GateKind.NoWorse, Against: not null } && outcome.Gate.Metric == compared));
        if (!c.Confirmed && !allowed && Objection(model, c.Alias, to) is { } objection)
            throw new ConfirmationNeeded(objection);
        return [.. evaluation is null ? Array.Empty<ModelEvent>() : [evaluation], new AliasMoved(c.Alias, to.Version, previous, c.By, c.Why, c.At)];
    }

    // Comparable only on the same test set: the digest of the data says so. A retraining measures the champion on new data.
    private static string? Worse(RegisteredModel model, ModelVersionRegistered candidate, ModelVersionRegistered champion)
    {
        if (model.MeasuresOf(champion.Version, candidate.DataDigest) is not { } measures)
            return $"Version {candidate.Version} was tested on other data than the champion (version {champion.Version}), so the two cannot be compared. Confirm to promote it anyway.";
        if (candidate.ForecastsOtherwise(champion))
            return string.Create(CultureInfo.InvariantCulture, $"Version {candidate.Version} forecasts {candidate.Horizon} steps, the champion (version {champion.Version}) {champion.Horizon}, so the two cannot be compared. Confirm to promote it anyway.");
        if (TestMeasure.NameIn(measures) is not { } metric)
            return null;
        if (!candidate.TestMetrics.TryGetValue(metric, out var mine) || double.IsNaN(mine))
            return $"Version {candidate.Version} has no {metric}, by which the champion (version {champion.Version}) is judged, so the two cannot be compared. Confirm to promote it anyway.";
        if (!TestMeasure.IsWorse(metric, mine, measures[metric]))
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"{metric} {mine:0.####} is worse than the champion's {measures[metric]:0.####} (version {champion.Version}) on the same test set. Confirm to promote it anyway.");
    }

    // The measure by which Worse holds a version against the champion; null if it has none.
    private static string? Compared(RegisteredModel model, ModelVersionRegistered candidate) =>
        model.Champion is { } champion && model.MeasuresOf(champion.Version, candidate.DataDigest) is { } measures ? TestMeasure.NameIn(measures) : null;

    private static void CheckAlias(string alias)
    {
        if (!ModelAlias.IsValid(alias))
            throw new RuleViolation($"alias: '{alias}' is not allowed; use {ModelAlias.Rule}.");
    }
}
