namespace Platform.Core.Tracking;

/// <summary>What a table of runs shows of a metric.</summary>
/// <param name="Key">The metric.</param>
/// <param name="Last">The greatest point by step, then time, then value.</param>
/// <param name="Min">The smallest value that is a number; NaN if there is none.</param>
/// <param name="Max">The greatest value that is a number; NaN if there is none.</param>
/// <param name="Count">Points as logged; one that came again in another batch is counted again, a whole batch that came again shortly after, as its answer was lost, is not.</param>
/// <param name="FirstStep">The smallest step; the greatest is the last point's.</param>
public sealed record LatestMetric(string Key, MetricPoint Last, double Min, double Max, long Count, long FirstStep);
