namespace Platform.Core.Journal;

/// <summary>An event as inline projections see it: while it is being appended its sequence number is not drawn yet, so it has none.</summary>
/// <param name="StreamId">Its stream.</param>
/// <param name="Version">Number in its stream, from 1.</param>
/// <param name="Data">The event itself.</param>
public sealed record StreamEvent(string StreamId, long Version, object Data);
