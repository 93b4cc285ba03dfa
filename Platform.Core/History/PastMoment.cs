namespace Platform.Core.History;

/// <summary>A moment of the past as a question uses it: everything up to and including an event of the journal, in all streams. Made by <see cref="PastViews.AtAsync"/>.</summary>
/// <param name="Sequence">The event's number; 0 for the time before the first.</param>
/// <param name="Time">When it is, if a time was asked for and no event.</param>
public readonly record struct PastMoment(long Sequence, DateTimeOffset? Time = null);
