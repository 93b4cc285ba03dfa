namespace Platform.Client.Delivery;

/// <summary>Runs out once nothing has moved for a while since it began. Thread-safe.</summary>
/// <param name="length">How long nothing may move.</param>
/// <param name="time">The clock.</param>
internal sealed class Patience(TimeSpan length, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, time);
    private volatile bool _begun;

    /// <summary>Cancelled when it has run out.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>From now on it runs out.</summary>
    public void Begin()
    {
        _begun = true;
        Moved(TimeSpan.Zero);
    }

    /// <summary>Something has moved.</summary>
    /// <param name="more">What comes next may take so much longer than usual.</param>
    public void Moved(TimeSpan more)
    {
        if (_begun)
            _over.CancelAfter(length == Timeout.InfiniteTimeSpan ? length : length + more);
    }

    public void Dispose() => _over.Dispose();
}
