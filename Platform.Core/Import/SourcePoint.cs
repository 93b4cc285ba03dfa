namespace Platform.Core.Import;

/// <summary>A point of a metric in a source.</summary>
/// <param name="Key">Of the metric.</param>
/// <param name="Step">The step that it belongs to.</param>
/// <param name="Time">Unix milliseconds; null where the source has no times.</param>
/// <param name="Value">NaN and the infinities included.</param>
public readonly record struct SourcePoint(string Key, long Step, long? Time, double Value);
