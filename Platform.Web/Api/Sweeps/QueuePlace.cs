namespace Platform.Web.Api;

/// <summary>A sweep's place among those that wait for slots: 1 is served next, 0 waits for nothing.</summary>
public sealed record QueuePlace(int Position, int WaitingLanes, int RunningLanes);
