namespace Platform.Core.Tracking;

/// <summary>Neighbouring points of a metric as one: what a chart needs to draw a long curve truly.</summary>
/// <param name="FirstStep">The smallest step in it.</param>
/// <param name="LastStep">The greatest step in it.</param>
/// <param name="Count">Points in it, at least 1.</param>
/// <param name="Min">The smallest value that is a number; NaN if there is none.</param>
/// <param name="Max">The greatest value that is a number; NaN if there is none.</param>
/// <param name="Last">The last value.</param>
public sealed record SeriesBucket(long FirstStep, long LastStep, long Count, double Min, double Max, double Last);
