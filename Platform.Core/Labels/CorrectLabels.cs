namespace Platform.Core.Labels;

/// <summary>Correct some labels of a data set.</summary>
/// <param name="Data">The data set's name.</param>
/// <param name="Parent">The version that the changes were made against; it must be the newest.</param>
/// <param name="BaseDigest">Digest of the content as published.</param>
/// <param name="Digest">Digest of the content with the changes.</param>
/// <param name="Command">The id of the request, by which a repeat is recognised.</param>
public sealed record CorrectLabels(
    string Data, int Parent, string BaseDigest, string Digest, IReadOnlyList<LabelChange> Changes, string By, string Reason, DateTimeOffset At, string? Command = null);
