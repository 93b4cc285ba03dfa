using System.Text.Json.Serialization;

namespace Platform.Core.Registry;

/// <summary>The conditions of promotions are these from now on; they replace those before.</summary>
/// <param name="Gates">None ends them.</param>
/// <param name="Protects">The aliases that may only come to versions which pass.</param>
/// <param name="By">A name as it was given, not verified.</param>
public sealed record PromotionGatesSet(IReadOnlyList<PromotionGate> Gates, IReadOnlyList<string> Protects, string By, string Why, DateTimeOffset At) : ModelEvent;

/// <summary>A version was held against the gates because somebody wanted to give it a protected alias. If they let it, the alias moves in the same transaction.</summary>
/// <param name="Against">The version that had the alias; null for none.</param>
/// <param name="DataDigest">SHA-256 of the data whose test rows the version was measured on.</param>
/// <param name="Override">Why somebody gave it the alias although it did not pass; null if nobody did.</param>
/// <param name="By">A name as it was given, not verified.</param>
public sealed record PromotionEvaluated(
    string Alias, int Version, int? Against, string DataDigest, IReadOnlyList<GateOutcome> Outcomes, bool Passed, string? Override, string By, DateTimeOffset At) : ModelEvent
{
    /// <summary>Whether the alias moved.</summary>
    [JsonIgnore]
    public bool Granted => Passed || Override is not null;

    /// <summary>Whether another evaluation says the same.</summary>
    internal bool Repeats(PromotionEvaluated? other) =>
        other is not null && (Alias, Version, Against, Override, By) == (other.Alias, other.Version, other.Against, other.Override, other.By) && Outcomes.SequenceEqual(other.Outcomes);
}

/// <summary>What a gate saw.</summary>
/// <param name="Seen">The version's measure; null if there is none.</param>
/// <param name="Against">That of the version that had the alias, on the same rows; null if none was compared.</param>
/// <param name="Group">The group in which it is worst, as <c>column=value</c>.</param>
/// <param name="Note">What is to be known beside the numbers, such as why there is none.</param>
public sealed record GateOutcome(PromotionGate Gate, bool Passed, double? Seen, double? Against = null, string? Group = null, string? Note = null);

/// <summary>Which way an alias went in its own past.</summary>
public enum AliasReturn
{
    /// <summary>To the version that had it before.</summary>
    RolledBack,

    /// <summary>Back to the version from which it was rolled back.</summary>
    Undone,
}
