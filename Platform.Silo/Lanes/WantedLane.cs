namespace Platform.Silo.Lanes;

/// <summary>A lane that the journal wants to exist.</summary>
/// <param name="Group">The execution group that may run it.</param>
/// <param name="Priority">Higher goes first.</param>
public sealed record WantedLane(LaneKey Key, string Group, int Priority);
