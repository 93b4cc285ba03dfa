namespace Platform.Core.Erasures;

/// <summary>
/// That the contents of a stream's events were erased: who, when, why, and of which events. A long stream is erased in pieces, each an event of its own; the first takes what it
/// was about out of every view.
/// </summary>
/// <param name="AfterVersion">The events after this version of the stream; 0 for the first piece.</param>
/// <param name="UpToVersion">Up to and including this one.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why; for people.</param>
public sealed record Erasure(long AfterVersion, long UpToVersion, string By, string Reason, DateTimeOffset At);
