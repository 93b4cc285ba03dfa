namespace Platform.Core.Stories;

/// <summary>One thing that happened to a trial, in plain words.</summary>
/// <param name="Kind">What it is: <c>suggested</c>, <c>waited</c>, <c>inherited</c>, <c>began</c>, <c>trained</c>, <c>interrupted</c>, <c>resumed</c>, <c>pruned</c>,
/// <c>changed</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c>, <c>asked</c>, <c>tested</c>, <c>collected</c> or <c>compared</c>.</param>
/// <param name="Text">A sentence or two.</param>
public sealed record StoryLine(DateTimeOffset At, string Kind, string Text);
