namespace Platform.Web.Api;

/// <summary>A list as every route answers it: an object, so that it can grow members.</summary>
public sealed record ItemList<T>(IReadOnlyList<T> Items);
