namespace Platform.Core.Tracking;

/// <summary>Points of a run were measured of logged models. The same points are in the run's own metrics too (<see cref="MetricsLogged"/>).</summary>
public sealed record ModelMetricsLogged(IReadOnlyList<ModelSeries> Series, DateTimeOffset At) : RunEvent;
