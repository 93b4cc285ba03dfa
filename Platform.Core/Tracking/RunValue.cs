namespace Platform.Core.Tracking;

/// <summary>A run's number.</summary>
public sealed record RunValue(string RunId, double Value);
