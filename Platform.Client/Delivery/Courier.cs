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
    private readonly Inbox _inbox;
    private readonly Queue<Flush> _flushes = new(); // that wait for the spool
    private readonly Patience _farewell;
    private readonly Task<bool> _loop; // answers whether everything was delivered
    private Entry? _last;
    private CreateEntry? _unsaid; // the run's beginning, lost, without which the server knows no run
    private TimeSpan _pause; // before the server is tried again
    private long _pausedAt; // the clock's timestamp
    private int _failures; // since the spool was empty
    private int _inARow; // of them, without one that was taken
    private bool _refusedLast; // the attempt before was not taken
    private bool _alone; // and it was one of an upload that is set aside, so that the others need not wait
    private long _furthest; // bytes of the upload under way, in any attempt
    private bool _hurries; // something waits in memory while the spool is drained
    private int _losses; // entries that found no place, since the last one that did
    private bool _lost; // something, since the last flush
    private long _overflown; // of the inbox, at the last flush

    public Courier(TrackingWire wire, TrackingOptions options, Spool spool)
    {
        (_options, _spool, _sender) = (options, spool, new Sender(wire, options, spool, Moved));
        _farewell = new Patience(options.Farewell, options.Time);
        _inbox = new Inbox(options.Capacity, message => Report(TrackingProblemKind.Dropped, message));
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Never waits: what does not fit is dropped and reported.</summary>
    public void Add(object item) => _inbox.Add(item);

    /// <summary>Waits until everything added before is at the server (true); false when something waits in the spool or was lost.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellation) =>
        await _inbox.FlushAsync(cancellation) is { } done ? await done.WaitAsync(cancellation) : await _loop.WaitAsync(cancellation);

    /// <summary>Takes a last entry, for which there is always room, delivers what it can until nothing has moved for the farewell, and leaves the rest in the spool.</summary>
    public async Task EndAsync(Entry? last)
    {
        _last = last;
        _inbox.Close();
        _farewell.Begin();
        await _loop;
        _farewell.Dispose();
        _spool.Dispose();
    }

    /// <summary>Ends without a last entry.</summary>
    public async ValueTask DisposeAsync() => await EndAsync(last: null);

    private async Task<bool> RunAsync()
    {
        var gathered = new Gathering();
        for (var more = true; more;)
        {
            await GuardAsync(async () =>
            {
                more = await WaitAsync();
                await GatherAsync(gathered);
                await DeliverSpooledAsync(patient: false);
            });
        }
        if (_last is { } last)
            await GuardAsync(() => PassAllAsync([last]));
        _pause = TimeSpan.Zero;
        await GuardAsync(() => DeliverSpooledAsync(patient: true));
        TellLosses();
        AnswerFlushes(all: true);
        return _spool.IsEmpty && !_lost && _inbox.Dropped == _overflown;
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
            AnswerFlushes(all: true);
            await Task.Delay(FirstPause); // by the system's clock: what has just failed must not be tried without a pause
        }
    }

    // Until something was added or it is time to try the server again; false once all is taken and nothing more can come.
    private async Task<bool> WaitAsync()
    {
        if (_spool.IsEmpty)
            return await _inbox.WaitAsync();
        if (_inbox.Waits)
            return true;
        var more = _inbox.WaitAsync();
        return await Task.WhenAny(more, Task.Delay(Rest(patient: false), _options.Time)) != more || await more;
    }

    private async Task GatherAsync(Gathering gathered)
    {
        if (!_hurries && _inbox is { FlushIsNext: false, Waits: true, Ended.IsCompleted: false } && _inbox.Count < BatchEntry.MostPoints)
            await Task.WhenAny(Task.Delay(_options.Gather, _options.Time), _inbox.Ended);
        for (var most = _inbox.Count; most > 0 && _inbox.TryTake(out var item); most--)
        {
            if (item is Flush flush)
            {
                _inbox.TellOverflow();
                await BeginFlushAsync(flush, gathered);
                return;
            }
            if (gathered.Add(item) is { Count: > 0 } full)
                await PassAllAsync(full);
        }
        _inbox.TellOverflow();
        await PassAllAsync(gathered.Take());
    }

    private async Task BeginFlushAsync(Flush flush, Gathering gathered)
    {
        _flushes.Enqueue(flush); // first: whatever happens, the caller waits for it
        await PassAllAsync(gathered.Take());
        flush.Lost = _lost || flush.Dropped > _overflown;
        flush.Mark = _spool.Passed + _spool.Bytes;
        (_lost, _overflown) = (false, Math.Max(flush.Dropped, _overflown));
        _pause = TimeSpan.Zero; // somebody waits
        _sender.Hurry();
    }

    private void AnswerFlushes(bool all)
    {
        while (_flushes.TryPeek(out var flush) && (all || flush.Mark <= _spool.Passed))
        {
            _flushes.Dequeue();
            flush.Done.TrySetResult(!flush.Lost && flush.Mark <= _spool.Passed && !_sender.HasAside);
        }
    }

    private async Task PassAllAsync(IReadOnlyList<Entry> entries)
    {
        if (entries.Count > 0 && _unsaid is { } create)
            await PassAsync(create);
        foreach (var entry in entries)
            await PassAsync(entry);
    }

    private async Task PassAsync(Entry entry)
    {
        if (_spool.IsEmpty && await IsTakenAsync(() => _sender.SendAsync(entry, _farewell.Token)) || _spool.TryAppend(entry, out var why))
        {
            if (ReferenceEquals(entry, _unsaid))
                _unsaid = null;
            else
                TellLosses();
            return;
        }
        _lost = true;
        if (ReferenceEquals(entry, _unsaid))
            return; // told already
        if (entry is CreateEntry create)
            _unsaid = create; // again before whatever comes next
        if (_losses++ == 0)
            Report(TrackingProblemKind.Dropped, $"An entry was dropped, because the server has not taken it and the spool cannot hold it: {why}");
    }

    private void TellLosses()
    {
        if (_losses > 1)
            Report(TrackingProblemKind.Dropped, $"{_losses} entries were dropped in all before the server or the spool took one again.");
        _losses = 0;
    }

    private async Task<bool> IsTakenAsync(Func<Task<SendResult>> send)
    {
        SendResult result;
        try
        {
            result = await send();
        }
        catch (OperationCanceledException) when (_farewell.Token.IsCancellationRequested)
        {
            return false;
        }
        _refusedLast = result.Outcome != SendOutcome.Taken;
        _alone = _refusedLast && result.Alone && _sender.HasAside;
        if (!_refusedLast)
        {
            (_furthest, _inARow, _pause) = (0, 0, TimeSpan.Zero); // the server is there: the others need not wait for what it did not take before
            _farewell.Moved(TimeSpan.Zero);
            return true;
        }
        if (_failures == 0)
            Report(TrackingProblemKind.ServerAway, $"The server does not take what is logged; {(_spool.Missing is null ? $"it waits in {_options.ServerSpool}" : "it is dropped, as there is no spool")}. {result.Message}");
        Postpone();
        return false;
    }

    // An upload that begins again is none that gets on: only what no attempt before has reached counts.
    private void Moved(long bytes, TimeSpan more)
    {
        if (bytes <= _furthest)
            return;
        _furthest = bytes;
        _farewell.Moved(more);
    }

    /// <param name="patient">Waits for a server that is away until told to stop, instead of coming back later.</param>
    private async Task DeliverSpooledAsync(bool patient)
    {
        var began = _options.Time.GetTimestamp();
        _hurries = false;
        while (!_spool.IsEmpty && !_farewell.Token.IsCancellationRequested)
        {
            var rest = Rest(patient);
            if (rest > TimeSpan.Zero && !patient)
                break;
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _options.Time, _farewell.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await IsTakenAsync(() => _sender.SendWaitingAsync(_farewell.Token));
            AnswerFlushes(all: false);
            _hurries = !patient && !_spool.IsEmpty && _inbox.Waits && _options.Time.GetElapsedTime(began) >= _options.Gather;
            if (_hurries)
                return; // what waits in memory comes into the spool first, and then this goes on
        }
        AnswerFlushes(all: true);
        if (_spool.IsEmpty && _failures > 0 && !_refusedLast)
        {
            _failures = 0;
            Report(TrackingProblemKind.ServerBack, "The server has everything that waited.");
        }
    }

    private void Postpone()
    {
        _failures++;
        _pause = FirstPause * Math.Min(1 << Math.Min(_inARow++, 10), LongestPause / FirstPause);
        _pausedAt = _options.Time.GetTimestamp();
    }

    // What is set aside comes at its own pace, which no other entry shortens; at the end of the run at that of the others.
    private TimeSpan Rest(bool patient)
    {
        if (_alone && _sender.OthersWait)
            return TimeSpan.Zero;
        var rest = TimeSpan.FromTicks(Math.Clamp((_pause - _options.Time.GetElapsedTime(_pausedAt)).Ticks, 0, _pause.Ticks));
        return !patient && _sender.AsideRest is var aside && aside > rest ? aside : rest;
    }

    private void Report(TrackingProblemKind kind, string message) => Problems.Report(_options, new TrackingProblem(_spool.RunId, kind, message));
}
