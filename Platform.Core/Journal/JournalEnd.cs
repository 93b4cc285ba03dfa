namespace Platform.Core.Journal;

/// <summary>Where the journal ends.</summary>
/// <param name="Sequence">The last event's number; 0 in an empty journal.</param>
/// <param name="Timestamp">When the last event was written; null in an empty journal.</param>
/// <param name="Now">The database's clock.</param>
public sealed record JournalEnd(long Sequence, DateTimeOffset? Timestamp, DateTimeOffset Now);
