namespace Platform.Silo.Lanes;

/// <summary>
/// Where a lane stands in the queue. The scheduler takes the trigger that has been due longest and looks at priorities only when
/// two are due in the same millisecond; so a priority is expressed as lateness: each step makes a trigger due a year earlier.
/// Among equal priorities the lane that has waited longest goes first.
/// </summary>
public static class QueuePosition
{
    /// <summary>The priority of a reproduction whose sweep has ended: somebody waits for it, so above every sweep's (1 to 10).</summary>
    public const int Urgent = 11;

    private static readonly TimeSpan Step = TimeSpan.FromDays(365);

    /// <summary>When the trigger of a lane that has waited since <paramref name="since"/> pretends to be due.</summary>
    public static DateTimeOffset DueAt(int priority, DateTimeOffset since) => since - (priority * Step);

    /// <summary>The inverse of <see cref="DueAt"/>.</summary>
    public static DateTimeOffset WaitingSince(int priority, DateTimeOffset due) => due + (priority * Step);
}
