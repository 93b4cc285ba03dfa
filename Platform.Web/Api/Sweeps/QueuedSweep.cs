namespace Platform.Web.Api;

/// <summary>A sweep that wants slots.</summary>
/// <param name="WaitingLanes">Lanes that wait for a slot.</param>
/// <param name="RunningLanes">Lanes that train a trial now.</param>
public sealed record QueuedSweep(string ExperimentId, string Name, int Priority, int WaitingLanes, int RunningLanes);
