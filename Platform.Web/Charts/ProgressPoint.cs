namespace Platform.Web.Charts;

/// <summary>One trial in a <see cref="BestSoFarChart"/>: its number, its best value and how it ended (completed, pruned, running).</summary>
public sealed record ProgressPoint(int Number, double Value, string Status, string Label, string Href);
