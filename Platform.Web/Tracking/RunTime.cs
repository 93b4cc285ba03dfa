namespace Platform.Web.Tracking;

/// <summary>
/// Moments and durations as programs log them: any whole number of milliseconds since 1970, also one that no calendar has (a client that counts
/// nanoseconds sends such). What lies outside the calendar is shown as its end, so that one such run does not hide the others.
/// </summary>
public static class RunTime
{
    // A day from the calendar's ends, so that every time zone has the moment too.
    private static readonly long Earliest = DateTimeOffset.MinValue.AddDays(1).ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    /// <summary>The moment, in UTC; the calendar's end, less a day, where it has no such moment.</summary>
    /// <param name="milliseconds">Since 1970, any number.</param>
    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Earliest, Latest));

    /// <summary>What lies between two moments: zero if they are the other way round, and never longer than the calendar.</summary>
    /// <param name="from">Milliseconds since 1970, any number.</param>
    /// <param name="to">Likewise.</param>
    public static TimeSpan Between(long from, long to) => TimeSpan.FromMilliseconds((long)Int128.Clamp((Int128)to - from, 0, Latest - Earliest));
}
