using Platform.Core.Labels;

namespace Platform.Web.Labels;

/// <summary>What somebody wants a row's label to be.</summary>
/// <param name="From">The label that they saw; null if they do not say. Another one now is a refusal.</param>
public sealed record WantedLabel(LabelPart Part, int Row, string Label, string? From = null);
