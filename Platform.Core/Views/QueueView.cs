namespace Platform.Core.Views;

/// <summary>How many of a sweep's lanes run and how many wait for a slot; reproductions of its runs count too.</summary>
/// <param name="Position">1 for the sweep whose lane gets the next free slot; 0 if none waits.</param>
public sealed record QueueView(string ExperimentId, string Name, int Priority, int WaitingLanes, int RunningLanes, int Position);
