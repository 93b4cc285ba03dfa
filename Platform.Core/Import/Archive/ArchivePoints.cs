namespace Platform.Core.Import.Archive;

/// <summary>The points of a run in an archive.</summary>
/// <param name="Count">Lines.</param>
/// <param name="Sha256">Of the entry's content, in lower-case hex.</param>
public sealed record ArchivePoints(long Count, string Sha256);
