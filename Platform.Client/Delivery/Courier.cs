using System.Threading.Channels;

namespace Platform.Client.Delivery;

/// <summary>
/// Brings one run's entries to the server in their order, in the background: gathers them, sends them, and puts them into the spool while the
/// server is away. What reaches the server may reach it twice when an answer was lost; there an equal entry counts once.
/// </summary>
internal sealed class Courier : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500), LongestPause = TimeSpan.FromSeconds(30);
    private readonly TrackingWire _wire;
    private readonly TrackingOptions _options;
    private readonly Spool _spool;
    private readonly Channel<object> _waiting; // of Logged items, whole entries and flushes
    private readonly Task _loop;
    private readonly CancellationTokenSource _stop = new();
    private int _failures;
    private long _retryAt; // by the clock's ticks
    private int _dropped;

    public Courier(TrackingWire wire, TrackingOptions options, Spool spool)
    {
        (_wire, _options, _spool) = (wire, options, spool);
        _waiting = Channel.CreateBounded<object>(new BoundedChannelOptions(options.Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Never waits: what does not fit is dropped and reported.</summary>
    public void Add(object item)
    {
        if (!_waiting.Writer.TryWrite(item) && Interlocked.Increment(ref _dropped) == 1)
            Report(TrackingProblemKind.Dropped, $"More than {_options.Capacity} entries wait, or the run has ended; further ones are dropped.");
    }

    /// <summary>Waits until everything added before is at the server (true) or in the spool (false).</summary>
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
            try
            {
                await GatherAsync(gathered);
                await DeliverSpooledAsync(patient: false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Report(TrackingProblemKind.Dropped, $"The spool in {_options.SpoolFolder} cannot be written: {error.Message}");
            }
        }
        await LeaveAsync();
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
            {
                await PassAllAsync(gathered.Take());
                _retryAt = 0; // somebody waits
                await DeliverSpooledAsync(patient: false);
                flush.TrySetResult(_spool.IsEmpty);
            }
            else if (gathered.Add(item) is { Count: > 0 } full)
            {
                await PassAllAsync(full);
            }
        }
        await PassAllAsync(gathered.Take());
    }

    private async Task PassAllAsync(IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
            await PassAsync(entry);
    }

    private async Task PassAsync(Entry entry)
    {
        if (!_spool.IsEmpty || !await SendAsync(entry))
        {
            if (!_spool.TryAppend(entry))
                Report(TrackingProblemKind.Dropped, $"The spool is full ({_options.SpoolLimit} bytes); an entry was dropped.");
        }
    }

    // True when the entry needs no more care.
    private async Task<bool> SendAsync(Entry entry)
    {
        SendResult result;
        try
        {
            result = await _wire.SendAsync(_spool.RunId, entry, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        switch (result.Outcome)
        {
            case SendOutcome.Taken:
                break;
            case SendOutcome.Refused when entry is BatchEntry batch && batch.Parts() is { Count: > 0 } parts:
                return await SendPartsAsync(parts); // so that one bad name does not take the others with it
            case SendOutcome.Refused:
                Report(TrackingProblemKind.Refused, $"{Describe(entry)} was refused and is left out. {result.Message}");
                break;
            default:
                if (_failures++ == 0)
                    Report(TrackingProblemKind.ServerAway, $"The server cannot be reached; what is logged waits in {_options.SpoolFolder}. {result.Message}");
                _retryAt = Now() + (FirstPause * Math.Min(1 << Math.Min(_failures - 1, 10), LongestPause / FirstPause)).Ticks;
                return false;
        }
        if (entry is ArtifactEntry { Owned: true } artifact)
            File.Delete(artifact.File);
        return true;
    }

    private async Task<bool> SendPartsAsync(IReadOnlyList<BatchEntry> parts)
    {
        foreach (var part in parts)
        {
            if (!await SendAsync(part))
                return false;
        }
        return true;
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
            if (_spool.Peek() is not { } head)
                break;
            if (!await SendAsync(head.Entry))
                continue;
            _spool.Delivered(head.Length);
        }
        if (_spool.IsEmpty && _failures > 0)
        {
            _failures = 0;
            Report(TrackingProblemKind.ServerBack, "The server has everything that waited.");
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            _retryAt = 0;
            await DeliverSpooledAsync(patient: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Report(TrackingProblemKind.Dropped, $"The spool in {_options.SpoolFolder} cannot be written: {error.Message}");
        }
    }

    private long Now() => _options.Time.GetUtcNow().Ticks;

    private void Report(TrackingProblemKind kind, string message) => Problems.Report(_options, new TrackingProblem(_spool.RunId, kind, message));

    private static string Describe(Entry entry) => entry switch
    {
        CreateEntry create => $"The run in experiment '{create.Experiment}'",
        BatchEntry batch => $"A batch of {batch.Points.Count} points, {batch.Params.Count} parameters and {batch.Tags.Count} tags",
        ArtifactEntry artifact => $"The artefact {artifact.Path}",
        _ => "The end of the run",
    };
}
