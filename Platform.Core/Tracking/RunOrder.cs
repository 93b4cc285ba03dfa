namespace Platform.Core.Tracking;

/// <summary>One key of an order. In both directions NaN comes after all numbers, and a run without the field last of all.</summary>
public sealed record RunOrder(RunField Field, bool Descending = false);
