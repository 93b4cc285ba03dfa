namespace Platform.Core.Journal;

/// <summary>An event as the journal holds it, of its newest shape (upcasters have been applied).</summary>
/// <param name="Sequence">Number in the whole journal; commits happen in this order, so nothing appears below a number once seen. Gaps are never filled.</param>
/// <param name="Id">Identity of the event.</param>
/// <param name="StreamId">Its stream.</param>
/// <param name="Version">Number in its stream, from 1 without gaps.</param>
/// <param name="Type">Name of the event's type, e.g. <c>epoch_completed</c>.</param>
/// <param name="Data">The event itself; an <see cref="ErasedEvent"/> if its contents were erased.</param>
/// <param name="Timestamp">When the database appended it. Views take time from the event, not from here.</param>
/// <param name="CorrelationId">As given to the append.</param>
/// <param name="CausationId">The command id given to the append.</param>
public sealed record RecordedEvent(
    long Sequence, Guid Id, string StreamId, long Version, string Type, object Data, DateTimeOffset Timestamp, string? CorrelationId, string? CausationId)
{
    /// <summary>Who caused it, where the append said so.</summary>
    public string? By { get; init; }
}
