namespace Platform.Web.Api;

/// <summary>A view to save: a name and what the table's address would say.</summary>
public sealed record SavedViewBody(
    string Name, string? Filter = null, string? Status = null, string? Order = null, IReadOnlyList<string>? Columns = null, string? Group = null, string? Measure = null);
