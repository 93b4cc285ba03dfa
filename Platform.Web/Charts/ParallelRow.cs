namespace Platform.Web.Charts;

/// <summary>One line of <see cref="ParallelCoordinates"/>: a value an axis (double or a choice's text; null where the trial has none), the objective last.</summary>
public sealed record ParallelRow(string Id, IReadOnlyList<object?> Values);
