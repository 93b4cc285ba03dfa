namespace Platform.Core.Journal;

/// <summary>One atomic write to one or several streams: all of it is committed or none.</summary>
/// <param name="Streams">At least one; each stream at most once.</param>
/// <param name="CommandId">If given, a later append with the same id writes nothing and gets the first answer again. Stored as the events' causation id.</param>
/// <param name="CorrelationId">Stored with every event.</param>
/// <param name="By">Who; stored in every event's headers.</param>
public sealed record AppendRequest(IReadOnlyList<StreamAppend> Streams, string? CommandId = null, string? CorrelationId = null, string? By = null)
{
    /// <summary>A statement that is executed in the append's transaction and fails it if it fails.</summary>
    internal AppendCompanion? Companion { get; init; }

    /// <summary>It gets a transaction of its own, because what it does there takes long.</summary>
    internal bool Alone { get; init; }

    /// <summary>By which later appends may follow this one.</summary>
    internal AppendTicket? Ticket { get; init; }

    /// <summary>
    /// The append that this one follows: it must have been handed to the same journal before. If that one is not written, this one fails with
    /// <see cref="VersionConflictException"/>, whoever else may have brought the stream to the expected version.
    /// </summary>
    internal AppendTicket? After { get; init; }

    /// <summary>An append to a single stream.</summary>
    public AppendRequest(string streamId, string streamType, long expectedVersion, params IReadOnlyList<object> events)
        : this([new StreamAppend(streamId, streamType, expectedVersion, events)]) { }
}
