namespace Platform.Core.Experiments;

/// <summary>Where a sweep stands. <see cref="Completed"/> and <see cref="Cancelled"/> are final for its trials; reproductions may follow.</summary>
public enum ExperimentStatus
{
    None,
    Running,
    Paused,
    Completed,
    Cancelled,
}
