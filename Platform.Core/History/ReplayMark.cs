namespace Platform.Core.History;

/// <summary>A notable event of a replayed sweep.</summary>
/// <param name="Position">Its place among the sweep's events, from 0.</param>
/// <param name="Trial">The number of the trial that it is about; null if it is about the sweep.</param>
/// <param name="Text">What happened, in a few words.</param>
public sealed record ReplayMark(int Position, ReplayMarkKind Kind, int? Trial, string Text);
