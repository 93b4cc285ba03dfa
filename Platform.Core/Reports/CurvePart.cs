namespace Platform.Core.Reports;

/// <summary>Neighbouring points of a metric as one.</summary>
/// <param name="LastStep">The greatest step in it.</param>
/// <param name="LastTime">The time of the point with that step, Unix milliseconds.</param>
/// <param name="Last">Its value.</param>
/// <param name="Count">Points in it, at least 1.</param>
/// <param name="Min">The smallest value that is finite; NaN if there is none.</param>
/// <param name="Max">The greatest value that is finite; NaN if there is none.</param>
public readonly record struct CurvePart(long LastStep, long LastTime, double Last, long Count, double Min, double Max);
