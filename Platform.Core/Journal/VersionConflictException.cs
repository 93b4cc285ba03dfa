namespace Platform.Core.Journal;

/// <summary>A stream is not at the version that an append expected: another writer was faster. Read it again and decide again; nothing was written.</summary>
public sealed class VersionConflictException(string streamId, long expected)
    : Exception($"Stream {streamId} is not at version {expected} any more. Read it again and decide again; nothing was written.")
{
    public string StreamId { get; } = streamId;

    public long Expected { get; } = expected;
}
