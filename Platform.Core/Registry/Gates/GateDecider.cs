using System.Diagnostics;

namespace Platform.Core.Registry;

/// <summary>The rules of gates and of the way back. Pure.</summary>
internal static class GateDecider
{
    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public static ModelEvent[] Decide(RegisteredModel model, ModelCommand command) => command switch
    {
        SetPromotionGates c => Set(model, c),
        RollBackAlias c => Return(model, c),
        _ => throw new UnreachableException($"Gates do not know {command.GetType().Name}."),
    };

    private static ModelEvent[] Set(RegisteredModel model, SetPromotionGates c)
    {
        if (!model.Exists)
            throw new RuleViolation("The registry has no such model; promote a trial to it first.");
        GateRules.Check(c.Gates, c.Protects);
        var (gates, protects) = model.Gates is { } now ? (now.Gates, now.Protects) : ([], []);
        return gates.SequenceEqual(c.Gates) && (c.Gates.Count == 0 || protects.SequenceEqual(c.Protects, StringComparer.Ordinal))
            ? []
            : [new PromotionGatesSet(c.Gates, c.Protects, c.By, c.Why, c.At)];
    }

    private static ModelEvent[] Return(RegisteredModel model, RollBackAlias c)
    {
        var trail = model.Trails.GetValueOrDefault(c.Alias, AliasTrail.Initial);
        int? now = model.Aliases.TryGetValue(c.Alias, out var current) ? current : null;
        if (c.From is { } from && now != from)
            throw Moved(c.Alias, from, now);
        if ((c.Undo ? trail.Forward : trail.Back).Where(version => version != now && !model.Entry.Of(version).Deleted).Select(version => (int?)version).FirstOrDefault() is not { } target)
        {
            throw new RuleViolation(c.Undo
                ? $"There is no rollback of the alias '{c.Alias}' to undo; it has moved otherwise since, or was never rolled back."
                : $"The alias '{c.Alias}' has no earlier version to go back to.");
        }
        return [new AliasMoved(c.Alias, target, now, c.By, c.Why, c.At, c.Undo ? AliasReturn.Undone : AliasReturn.RolledBack)];
    }

    /// <summary>The refusal of a command that is about another version than the alias points to by now.</summary>
    public static RuleViolation Moved(string alias, int from, int? now) =>
        new($"The alias '{alias}' has moved meanwhile: it points to {(now is { } version ? $"version {version}" : "no version")}, not to version {from}. Nothing was changed.");
}
