namespace Platform.Core.Tracking;

/// <summary>What of a run is compared or ordered by.</summary>
/// <param name="Kind">Which of its parts.</param>
/// <param name="Key">
/// The metric's, parameter's or tag's key; the name of an attribute (<see cref="RunAttribute"/>), of a data set's property (<c>name</c>, <c>digest</c>,
/// <c>context</c>) or of a logged model's (<c>name</c>, <c>type</c>, <c>id</c>).
/// </param>
/// <param name="Part">Which number of a metric.</param>
/// <param name="Step">For <see cref="MetricPart.At"/>.</param>
public sealed record RunField(RunFieldKind Kind, string Key, MetricPart Part = MetricPart.Last, long Step = 0);
