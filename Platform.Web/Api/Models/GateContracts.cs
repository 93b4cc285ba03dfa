using Platform.Core.Registry;

namespace Platform.Web.Api;

/// <summary>The conditions of a model's promotions, each as text; see <see cref="GateText"/>.</summary>
/// <param name="Gates">None ends them.</param>
/// <param name="Protects">The aliases that they protect; champion if left out.</param>
internal sealed record GatesBody(IReadOnlyList<string> Gates, IReadOnlyList<string>? Protects = null, string? Why = null);

/// <summary>The same as they are.</summary>
/// <param name="By">Who set them, and when; null if nobody ever did.</param>
internal sealed record GatesAnswer(string Model, IReadOnlyList<string> Gates, IReadOnlyList<string> Protects, string? By, string? Why, DateTimeOffset? At);

/// <summary>An evaluation gate by gate, in words and numbers.</summary>
/// <param name="Recorded">Whether it is an event; one that was only asked for is not.</param>
internal sealed record EvaluationAnswer(
    string Alias, int Version, int? Against, bool Passed, string? Override, IReadOnlyList<GateAnswer> Gates, bool Recorded)
{
    public static EvaluationAnswer Of(PromotionEvaluated e, bool recorded) => new(
        e.Alias, e.Version, e.Against, e.Passed, e.Override,
        [.. e.Outcomes.Select(o => new GateAnswer(GateText.Format(o.Gate), GateWords.Required(o.Gate), GateWords.Seen(o), o.Passed, o.Seen, o.Against, o.Group))], recorded);
}

/// <summary>What one gate asks, saw and says.</summary>
internal sealed record GateAnswer(string Gate, string Required, string SeenInWords, bool Passed, double? Seen, double? Against, string? Group);

/// <summary>Give an alias back to its version before.</summary>
/// <param name="Undo">Undo such a return instead.</param>
internal sealed record RollbackBody(bool Undo = false, string? Why = null);

/// <summary>A model's card, in Markdown.</summary>
/// <param name="Seen">The <c>at</c> of the card that was read; refused if there is another by now. Left out, the card is written over whichever it is.</param>
internal sealed record CardBody(string Text, DateTimeOffset? Seen = null);

/// <summary>The card with the facts that the platform knows.</summary>
/// <param name="Facts">In Markdown, of the version that is served.</param>
/// <param name="Text">What people wrote; empty for nothing.</param>
internal sealed record CardAnswer(string Model, int? Version, string Facts, string Text, string? By, DateTimeOffset? At);
