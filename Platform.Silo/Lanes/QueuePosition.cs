namespace Platform.Silo.Lanes;

/// <summary>
/// Where a lane stands in the queue. The scheduler takes the trigger that has been due longest and looks at priorities only when
/// two are due in the same millisecond; so a priority is expressed as lateness: each step makes a trigger due a year earlier.
/// Among equal priorities the lane that has waited longest goes first. A trigger that is due at a real time, such as that of a lane
/// that rests, stands behind all others.
/// </summary>
public static class QueuePosition
{
    /// <summary>The priority of a reproduction whose sweep has ended: somebody waits for it, so above every sweep's (1 to 10).</summary>
    public const int Urgent = 11;

    private static readonly TimeSpan Step = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestWait = Step - TimeSpan.FromDays(1); // no wait makes up for a step of priority

    /// <summary>When the trigger of a lane that has waited since <paramref name="since"/> pretends to be due.</summary>
    public static DateTimeOffset DueAt(int priority, DateTimeOffset since) => since - (priority * Step);

    /// <summary>Since when a lane has waited whose trigger is due at <paramref name="due"/>: the inverse of <see cref="DueAt"/>, also for a real time, and never so long ago that it would count as a higher priority.</summary>
    public static DateTimeOffset WaitingSince(int priority, DateTimeOffset due, DateTimeOffset now)
    {
        var since = IsRealTime(priority, due, now) ? due : due + (priority * Step);
        return since > now ? now : since < FirstOfItsPriority(now) ? FirstOfItsPriority(now) : since;
    }

    /// <summary>The waiting time of a lane that is to be the first of its priority, for it was interrupted with its silo.</summary>
    public static DateTimeOffset FirstOfItsPriority(DateTimeOffset now) => now - LongestWait;

    /// <summary>True if a trigger is due when it says, and not a whole number of years before.</summary>
    public static bool IsRealTime(int priority, DateTimeOffset due, DateTimeOffset now) => due > DueAt(priority, now + (Step / 2)); // clocks differ by less than half a year
}
