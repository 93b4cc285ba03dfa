namespace Platform.Core.Registry;

/// <summary>Set the conditions of promotions; an empty list ends them.</summary>
public sealed record SetPromotionGates(IReadOnlyList<PromotionGate> Gates, IReadOnlyList<string> Protects, string By, string Why, DateTimeOffset At) : ModelCommand;

/// <summary>Give an alias back to the version that had it before, or undo that. No gates are asked: the version had the alias already.</summary>
/// <param name="Undo">Go forward again, to the version from which it was rolled back.</param>
public sealed record RollBackAlias(string Alias, bool Undo, string By, string Why, DateTimeOffset At) : ModelCommand
{
    /// <summary>The version that the alias must point to for this; null for whichever it is. So that nobody takes back what somebody else did meanwhile.</summary>
    public int? From { get; init; }
}
