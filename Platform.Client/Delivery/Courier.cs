using System.Threading.Channels;

namespace Platform.Client.Delivery;

/// <summary>
/// Brings one run's entries to the server in their order, in the background: gathers them, sends them, and puts them into the spool while the
/// server is away. What reaches the server may reach it twice when an answer was lost; there an equal entry counts once.
/// </summary>
internal sealed class Courier : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500), LongestPause = TimeSpan.FromSeconds(30);
    private readonly TrackingOptions _options;
    private readonly Spool _spool;
    private readonly Sender _sender;
    private readonly Channel<object> _waiting; // of Logged items, whole entries and flushes
    private readonly Task _loop;
    private readonly CancellationTokenSource _stop = new();
    private int _failures;
    private long _retryAt; // by the clock's ticks
    private int _overflown;
    private bool _lost; // something, since the last flush

    public Courier(TrackingWire wire, TrackingOptions options, Spool spool)
    {
        (_options, _spool, _sender) = (options, spool, new Sender(wire, options, spool));
        _waiting = Channel.CreateBounded<object>(new BoundedChannelOptions(options.Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Never waits: what does not fit is dropped and reported.</summary>
    public void Add(object item)
    {
        if (!_waiting.Writer.TryWrite(item) && Interlocked.Increment(ref _overflown) == 1)
            Report(TrackingProblemKind.Dropped, $"More than {_options.Capacity} entries wait, or the run has ended; further ones are dropped.");
    }

    /// <summary>Waits until everything added before is at the server (true); false when something waits in the spool or was lost.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _waiting.Writer.WriteAsync(done, cancellation);
        }
        catch (ChannelClosedException)
        {
            return _spool.IsEmpty;
        }
        return await done.Task.WaitAsync(cancellation);
    }

    /// <summary>Delivers what it can within the farewell and leaves the rest in the spool.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _stop.CancelAfter(_options.Farewell);
        await _loop;
        _stop.Dispose();
        _spool.Dispose();
    }

    private async Task RunAsync()
    {
        var gathered = new Gathering();
        while (await WaitAsync())
        {
            await GuardAsync(async () =>
            {
                await GatherAsync(gathered);
                await DeliverSpooledAsync(patient: false);
            });
        }
        _retryAt = 0;
        await GuardAsync(() => DeliverSpooledAsync(patient: true));
    }

    // Nobody waits for this loop but flushes and the end of the run: they must never wait for a loop that has died.
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            Report(TrackingProblemKind.ServerAway, $"Delivery was interrupted and will go on: {error.Message}");
            Postpone();
        }
    }

    // Until something was added or it is time to try the server again; false once all is taken and nothing more can come.
    private async Task<bool> WaitAsync()
    {
        if (_spool.IsEmpty)
            return await _waiting.Reader.WaitToReadAsync();
        if (_waiting.Reader.TryPeek(out _))
            return true;
        var more = _waiting.Reader.WaitToReadAsync().AsTask();
        var pause = TimeSpan.FromTicks(Math.Max(0, _retryAt - Now()));
        return await Task.WhenAny(more, Task.Delay(pause, _options.Time)) != more || await more;
    }

    private async Task GatherAsync(Gathering gathered)
    {
        if (_waiting.Reader.TryPeek(out var first) && first is not TaskCompletionSource<bool> && _waiting.Reader.Count < BatchEntry.MostPoints && !_waiting.Reader.Completion.IsCompleted)
            await Task.WhenAny(Task.Delay(_options.Gather, _options.Time), _waiting.Reader.Completion);
        while (_waiting.Reader.TryRead(out var item))
        {
            if (item is TaskCompletionSource<bool> flush)
                await FlushAsync(flush, gathered);
            else if (gathered.Add(item) is { Count: > 0 } full)
                await PassAllAsync(full);
        }
        await PassAllAsync(gathered.Take());
    }

    private async Task FlushAsync(TaskCompletionSource<bool> flush, Gathering gathered)
    {
        var whole = false;
        try
        {
            await PassAllAsync(gathered.Take());
            _retryAt = 0; // somebody waits
            await DeliverSpooledAsync(patient: false);
            whole = _spool.IsEmpty && !_lost;
        }
        finally
        {
            _lost = false;
            flush.TrySetResult(whole); // whatever happened: the caller waits for it
        }
    }

    private async Task PassAllAsync(IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (_spool.IsEmpty && await IsTakenAsync(() => _sender.SendAsync(entry, _stop.Token)))
                continue;
            if (_spool.TryAppend(entry, out var why))
                continue;
            _lost = true;
            Report(TrackingProblemKind.Dropped, $"An entry was dropped, because the server has not taken it and the spool cannot hold it: {why}");
        }
    }

    private async Task<bool> IsTakenAsync(Func<Task<SendResult>> send)
    {
        SendResult result;
        try
        {
            result = await send();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
        if (result.Outcome == SendOutcome.Taken)
            return true;
        if (_failures == 0)
            Report(TrackingProblemKind.ServerAway, $"The server does not take what is logged; it waits in {_options.ServerSpool}. {result.Message}");
        Postpone();
        return false;
    }

    /// <param name="patient">Waits for a server that is away until told to stop, instead of coming back later.</param>
    private async Task DeliverSpooledAsync(bool patient)
    {
        while (!_spool.IsEmpty && !_stop.IsCancellationRequested)
        {
            var pause = TimeSpan.FromTicks(_retryAt - Now());
            if (pause > TimeSpan.Zero && !patient)
                return;
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _options.Time, _stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await IsTakenAsync(() => _sender.SendWaitingAsync(_stop.Token));
        }
        if (_spool.IsEmpty && _failures > 0)
        {
            _failures = 0;
            Report(TrackingProblemKind.ServerBack, "The server has everything that waited.");
        }
    }

    private void Postpone()
    {
        _failures++;
        _retryAt = Now() + (FirstPause * Math.Min(1 << Math.Min(_failures - 1, 10), LongestPause / FirstPause)).Ticks;
    }

    private long Now() => _options.Time.GetUtcNow().Ticks;

    private void Report(TrackingProblemKind kind, string message) => Problems.Report(_options, new TrackingProblem(_spool.RunId, kind, message));
}
