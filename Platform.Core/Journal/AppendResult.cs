namespace Platform.Core.Journal;

/// <summary>What an append led to.</summary>
/// <param name="Versions">The version of each stream of the request after the append, in the request's order.</param>
/// <param name="LastSequence">Sequence number of the request's last event.</param>
/// <param name="WasRepeat">The command id had been used before: nothing was written, this is the first answer.</param>
public sealed record AppendResult(IReadOnlyList<long> Versions, long LastSequence, bool WasRepeat);
