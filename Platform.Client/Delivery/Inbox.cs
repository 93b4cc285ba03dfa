using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.Channels;

namespace Platform.Client.Delivery;

/// <summary>What was logged and is still in memory: <see cref="Point"/>s, <see cref="LoggedParam"/>s, <see cref="LoggedTag"/>s, whole entries and flushes. Anybody adds, one takes.</summary>
/// <param name="capacity">Entries at most.</param>
/// <param name="report">Told when some are dropped, at the beginning and at the end of it.</param>
internal sealed class Inbox(int capacity, Action<string> report)
{
    private readonly Channel<object> _items = Channel.CreateBounded<object>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private long _dropped, _told;
    private int _overflows, _late;
    private volatile bool _closed;

    /// <summary>Entries that did not fit, so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public int Count => _items.Reader.Count;

    /// <summary>Something can be taken.</summary>
    public bool Waits => _items.Reader.TryPeek(out _);

    public bool FlushIsNext => _items.Reader.TryPeek(out var next) && next is Flush;

    /// <summary>All is taken and nothing more can come.</summary>
    public Task Ended => _items.Reader.Completion;

    /// <summary>Never waits: what does not fit is dropped.</summary>
    public void Add(object item)
    {
        if (_items.Writer.TryWrite(item))
            return;
        if (_closed)
        {
            if (Interlocked.Exchange(ref _late, 1) == 0)
                report("The run has ended; what is logged after its end is dropped.");
            return;
        }
        Interlocked.Increment(ref _dropped);
        if (Interlocked.Exchange(ref _overflows, 1) == 0)
            report(string.Create(CultureInfo.InvariantCulture, $"More than {capacity} entries wait in memory; further ones are dropped until there is room."));
    }

    /// <summary>Adds a flush, once there is room; null when the inbox is closed.</summary>
    public async Task<Task<bool>?> FlushAsync(CancellationToken cancellation)
    {
        var flush = new Flush(Dropped);
        try
        {
            await _items.Writer.WriteAsync(flush, cancellation);
            return flush.Done.Task;
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>False once all is taken and nothing more can come.</summary>
    public Task<bool> WaitAsync() => _items.Reader.WaitToReadAsync().AsTask();

    public bool TryTake([MaybeNullWhen(false)] out object item) => _items.Reader.TryRead(out item);

    /// <summary>There is room again: says how many were dropped while there was none, and a further overflow is one of its own.</summary>
    public void TellOverflow()
    {
        if (Interlocked.Exchange(ref _overflows, 0) == 0)
            return;
        var dropped = Dropped;
        report(string.Create(CultureInfo.InvariantCulture, $"{dropped - _told} entries were dropped while more than {capacity} waited in memory."));
        _told = dropped;
    }

    /// <summary>Takes nothing more.</summary>
    public void Close()
    {
        _closed = true;
        _items.Writer.TryComplete();
    }
}
