namespace Platform.Web.Registry;

/// <summary>One link of the chain from data to a served version.</summary>
/// <param name="Kind">data, labels, sweep, trial, weights, checkpoint, test, version, gates or alias.</param>
/// <param name="Title">What it is.</param>
/// <param name="Detail">More of it; empty for nothing.</param>
/// <param name="Href">Its place on the pages; null for none.</param>
/// <param name="Sequence">The number of the event that says so; null where none does.</param>
public sealed record LineageStep(string Kind, string Title, string Detail, string? Href, long? Sequence, DateTimeOffset? At);
