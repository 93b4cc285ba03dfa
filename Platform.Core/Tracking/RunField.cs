namespace Platform.Core.Tracking;

/// <summary>What of a run is compared or ordered by.</summary>
/// <param name="Kind">Which of its parts.</param>
/// <param name="Key">The metric's, parameter's or tag's key; the name of an attribute (<see cref="RunAttribute"/>) or of a data set's property (<c>name</c>, <c>digest</c>, <c>context</c>).</param>
public sealed record RunField(RunFieldKind Kind, string Key);
