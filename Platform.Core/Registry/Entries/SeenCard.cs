namespace Platform.Core.Registry;

/// <summary>Which card of a model somebody has before him.</summary>
/// <param name="At">When it was written; null: there was none.</param>
public sealed record SeenCard(DateTimeOffset? At);
