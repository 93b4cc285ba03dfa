namespace Platform.Core.Labels;

/// <summary>The facts of one data set's labels. Closed: only this assembly adds cases.</summary>
public abstract record LabelEvent
{
    private protected LabelEvent() { }
}

/// <summary>Some labels were corrected; the result is a version that never changes.</summary>
/// <param name="Data">The data set's name.</param>
/// <param name="Version">From 1, without gaps: the value of <c>data_labels</c> that trains on it.</param>
/// <param name="BaseDigest">Digest of the content as published, which all versions of a data set share.</param>
/// <param name="ParentDigest">Digest of the version before; of version 1 it is <paramref name="BaseDigest"/>.</param>
/// <param name="Digest">Digest of the content with all corrections up to this one.</param>
/// <param name="Changes">1 to 10,000, each row once.</param>
/// <param name="Command">The id of the request, by which a repeat is recognised; null if it had none.</param>
public sealed record LabelsCorrected(
    string Data, int Version, string BaseDigest, string ParentDigest, string Digest, IReadOnlyList<LabelChange> Changes, string By, string Reason, DateTimeOffset At,
    string? Command = null) : LabelEvent;
