namespace Platform.Core.Tracking;

/// <summary>A run is deleted and takes nothing more until it is restored. Nothing was written.</summary>
public sealed class RunNotActiveException(string runId)
    : RuleViolation($"The run {runId} must be in the 'active' state, but it is deleted; restore it first.")
{
    public string RunId { get; } = runId;
}
