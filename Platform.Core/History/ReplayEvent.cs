namespace Platform.Core.History;

/// <summary>One event of a replayed sweep.</summary>
/// <param name="Position">Its place among the sweep's events, from 0.</param>
/// <param name="Sequence">Its number in the journal.</param>
/// <param name="At">When it was written.</param>
/// <param name="TrialId">The trial that it is about; null if it is about the sweep alone.</param>
/// <param name="Trial">That trial's number.</param>
/// <param name="Data">The event, without what the sampler wrote down for itself; null for an epoch, whose numbers are the last of the trial's curves.</param>
public sealed record ReplayEvent(int Position, long Sequence, DateTimeOffset At, string? TrialId, int? Trial, object? Data);
