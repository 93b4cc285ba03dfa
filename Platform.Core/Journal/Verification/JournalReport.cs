namespace Platform.Core.Journal;

/// <summary>What <see cref="JournalVerifier"/> has looked at and found.</summary>
/// <param name="Streams">Streams whose versions were counted.</param>
/// <param name="Events">Events of them.</param>
/// <param name="Artifacts">Contents of files that were read and whose digests were computed.</param>
/// <param name="Rows">Rows of views that were compared.</param>
/// <param name="Differences">How many things are wrong.</param>
/// <param name="First">The first of them in words, of each kind at most <see cref="JournalVerifier.MostNamed"/>.</param>
public sealed record JournalReport(long Streams, long Events, long Artifacts, long Rows, long Differences, IReadOnlyList<string> First);
