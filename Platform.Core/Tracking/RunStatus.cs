namespace Platform.Core.Tracking;

/// <summary>How far a run is, as its program says. A run that has ended still takes metrics, parameters and tags.</summary>
public enum RunStatus
{
    Running,
    Scheduled,
    Finished,
    Failed,
    Killed,
}
