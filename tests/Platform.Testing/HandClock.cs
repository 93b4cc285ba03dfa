namespace Platform.Testing;

/// <summary>A clock that only goes on when it is told to, timers included. Its wall clock can be set wrong beside it.</summary>
public sealed class HandClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<HandTimer> _timers = [];
    private long _now = DateTimeOffset.UnixEpoch.AddYears(54).UtcTicks;
    private long _wrong;
    private int _looks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <summary>How often anybody has asked for the time of day.</summary>
    public int Looks => Volatile.Read(ref _looks);

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Increment(ref _looks);
        return new(Interlocked.Read(ref _now) + Interlocked.Read(ref _wrong), TimeSpan.Zero);
    }

    /// <summary>Sets the wall clock to another time, as an administrator does; what is measured goes on as before.</summary>
    public void SetWrong(TimeSpan by) => Interlocked.Exchange(ref _wrong, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Goes on, and calls what is due.</summary>
    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _now, by.Ticks);
        while (TakeDue() is { } due)
            due();
    }

    private Action? TakeDue()
    {
        lock (_gate)
        {
            if (_timers.Where(timer => timer.Due <= GetTimestamp()).MinBy(timer => timer.Due) is not { } timer)
                return null;
            timer.Due = timer.Period is { Ticks: > 0 } period ? timer.Due + period.Ticks : long.MaxValue;
            return timer.Call;
        }
    }

    private sealed class HandTimer(HandClock clock, Action call) : ITimer
    {
        public Action Call => call;

        public long Due { get; set; } = long.MaxValue;

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks;
                Period = period;
                clock._timers.Remove(this);
                clock._timers.Add(this);
            }
            if (dueTime == TimeSpan.Zero)
                ThreadPool.QueueUserWorkItem(_ => clock.Advance(TimeSpan.Zero));
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
