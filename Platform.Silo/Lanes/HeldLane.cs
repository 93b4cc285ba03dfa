using Quartz;

namespace Platform.Silo.Lanes;

/// <summary>A lane that the scheduler holds.</summary>
/// <param name="Waiting">Triggers that wait for a slot; one, as a rule, or none while it runs.</param>
/// <param name="Running">Whether some silo runs it now.</param>
public sealed record HeldLane(LaneKey Key, IReadOnlyList<TriggerHeader> Waiting, bool Running);
