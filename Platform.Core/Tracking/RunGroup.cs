namespace Platform.Core.Tracking;

/// <summary>Runs that have one value of a field, and what a metric is among them.</summary>
/// <param name="Value">The value that they share; null for runs without the field.</param>
/// <param name="Runs">How many there are.</param>
/// <param name="Numbers">How many of them have the metric as a finite number.</param>
/// <param name="Mean">Of these numbers; NaN if there is none.</param>
/// <param name="Deviation">Their sample standard deviation (n − 1); NaN for fewer than two.</param>
/// <param name="Min">The run with the smallest number; null if there is none.</param>
/// <param name="Max">The run with the greatest number; null if there is none.</param>
public sealed record RunGroup(string? Value, int Runs, int Numbers, double Mean, double Deviation, RunValue? Min, RunValue? Max);
