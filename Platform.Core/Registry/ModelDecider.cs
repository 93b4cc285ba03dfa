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
        _ => throw new RuleViolation($"The registry does not know {command.GetType().Name}."),
    };

    private static ModelEvent[] Promote(RegisteredModel model, PromoteVersion c)
    {
        if (c.Alias is { } alias)
            CheckAlias(alias);
        var version = VersionOf(model, c);
        ModelEvent[] registered = version.Version > model.Versions.Count ? [version] : [];
        return c.Alias is null ? registered : [.. registered, .. Point(model, c.Alias, version, c.Confirmed, c.By, c.Why, c.At)];
    }

    /// <summary>The version that a promotion leads to: the one that it was before, or a new one.</summary>
    internal static ModelVersionRegistered VersionOf(RegisteredModel model, PromoteVersion c) =>
        model.Versions.Find(v => v.Checkpoint == c.Checkpoint && v.TrialId == c.TrialId) ?? new ModelVersionRegistered(
            c.Model, model.Versions.Count + 1, c.TrialId, c.ExperimentId, c.Epoch, c.Checkpoint, c.DataName, c.DataDigest, c.TestMetrics, c.By, c.Why, c.At,
            c.StartDigest is { } start ? model.Versions.Find(v => v.Checkpoint == start)?.Version : null);

    /// <summary>Why an alias may not point to a version without somebody's consent; null if it may.</summary>
    internal static string? Objection(RegisteredModel model, string alias, ModelVersionRegistered to) =>
        alias == ModelAlias.Champion && model.Champion is { } champion && champion.Version != to.Version ? Worse(model, to, champion) : null;

    private static ModelEvent[] Move(RegisteredModel model, MoveAlias c)
    {
        CheckAlias(c.Alias);
        if (c.Version is not { } number)
            return model.Aliases.TryGetValue(c.Alias, out var previous) ? [new AliasMoved(c.Alias, null, previous, c.By, c.Why, c.At)] : [];
        if (number < 1 || number > model.Versions.Count || model.Entry.Of(number).Deleted)
            throw new RuleViolation($"version: there is no version {number}; the model has {model.Versions.Count}.");
        return Point(model, c.Alias, model.Versions[number - 1], c.Confirmed, c.By, c.Why, c.At);
    }

    private static ModelEvent[] Point(RegisteredModel model, string alias, ModelVersionRegistered to, bool confirmed, string by, string why, DateTimeOffset at)
    {
        int? previous = model.Aliases.TryGetValue(alias, out var current) ? current : null;
        if (previous == to.Version)
            return [];
        if (!confirmed && Objection(model, alias, to) is { } reason)
            throw new ConfirmationNeeded(reason);
        return [new AliasMoved(alias, to.Version, previous, by, why, at)];
    }

    // Comparable only on the same test set: the digest of the data says so. A retraining measures the champion on new data.
    private static string? Worse(RegisteredModel model, ModelVersionRegistered candidate, ModelVersionRegistered champion)
    {
        if (model.MeasuresOf(champion.Version, candidate.DataDigest) is not { } measures)
            return $"Version {candidate.Version} was tested on other data than the champion (version {champion.Version}), so the two cannot be compared. Confirm to promote it anyway.";
        if (TestMeasure.NameIn(measures) is not { } metric || !candidate.TestMetrics.TryGetValue(metric, out var mine) || !TestMeasure.IsWorse(metric, mine, measures[metric]))
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"{metric} {mine:0.####} is worse than the champion's {measures[metric]:0.####} (version {champion.Version}) on the same test set. Confirm to promote it anyway.");
    }

    private static void CheckAlias(string alias)
    {
        if (!ModelAlias.IsValid(alias))
            throw new RuleViolation($"alias: '{alias}' is not allowed; use {ModelAlias.Rule}.");
    }
}
