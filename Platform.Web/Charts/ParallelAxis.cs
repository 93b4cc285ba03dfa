namespace Platform.Web.Charts;

/// <summary>One axis of <see cref="ParallelCoordinates"/>: numbers from low to high (log or not), or choices.</summary>
public sealed record ParallelAxis(string Label, double? Low = null, double? High = null, bool Log = false, IReadOnlyList<string>? Choices = null);
