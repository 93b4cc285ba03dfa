namespace Platform.Web.Api;

/// <summary>A view to save: a name and what the table's address would say.</summary>
/// <param name="Name">Left out, a view that is there keeps its own.</param>
/// <param name="Seen">The view's <c>at</c> as it was read: if it has been changed since, nothing is saved.</param>
public sealed record SavedViewBody(
    string? Name = null, string? Filter = null, string? Status = null, string? Order = null, IReadOnlyList<string>? Columns = null, string? Group = null, string? Measure = null,
    DateTimeOffset? Seen = null);
