namespace Platform.Silo.Trials;

/// <summary>
/// Decides who may train beside whom in this process: any number together, or one alone. Who wants to be alone waits for those
/// inside and keeps newcomers out meanwhile, so it is never overtaken for ever.
/// </summary>
public sealed class SiloGate
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _queue = new();
    private int _inside;
    private bool _alone;

    /// <summary>How many wait for admission now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _queue.Count;
        }
    }

    /// <summary>Waits for admission; dispose the result to leave.</summary>
    public async Task<SiloSeat> EnterAsync(bool alone, CancellationToken stop)
    {
        var waiter = new Waiter(alone);
        lock (_lock)
        {
            _queue.AddLast(waiter);
            Admit();
        }
        await using var registration = stop.Register(() => GiveUp(waiter, stop));
        await waiter.Admitted.Task;
        return new SiloSeat(this, alone);
    }

    /// <summary>
    /// Waits for admission of one who may become another while it waits: whether it must be alone is asked before, and again once it is inside. Whatever that throws, it has no seat
    /// then: one that is never given back would keep everybody out.
    /// </summary>
    public async Task<SiloSeat> EnterAsync(Func<CancellationToken, Task<bool>> mustBeAlone, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(mustBeAlone);
        while (true)
        {
            var alone = await mustBeAlone(stop);
            var seat = await EnterAsync(alone, stop);
            var stays = false;
            try
            {
                stays = await mustBeAlone(stop) == alone;
                if (stays)
                    return seat;
            }
            finally
            {
                if (!stays)
                    seat.Dispose();
            }
        }
    }

    // In the order of arrival, as long as the next in line may go in. Called under the lock.
    private void Admit()
    {
        while (_queue.First is { } first && !_alone && (!first.Value.Alone || _inside == 0))
        {
            _queue.RemoveFirst();
            _inside++;
            _alone = first.Value.Alone;
            first.Value.Admitted.TrySetResult();
        }
    }

    private void GiveUp(Waiter waiter, CancellationToken stop)
    {
        lock (_lock)
        {
            if (_queue.Remove(waiter))
            {
                waiter.Admitted.TrySetCanceled(stop);
                Admit();
            }
        }
    }

    // Who is alone is the only one inside.
    internal void Open()
    {
        lock (_lock)
        {
            _alone = false;
            Admit();
        }
    }

    internal void Leave()
    {
        lock (_lock)
        {
            _inside--;
            _alone = false;
            Admit();
        }
    }

    private sealed class Waiter(bool alone)
    {
        public bool Alone { get; } = alone;

        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
