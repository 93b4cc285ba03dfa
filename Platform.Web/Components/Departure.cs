namespace Platform.Web.Components;

/// <summary>
/// Ends what a component has begun when it is left: disposing it cancels its token. Unlike that of a <see cref="CancellationTokenSource"/> the token may be asked for after
/// that too, as whatever was waiting for an answer when the visitor left does.
/// </summary>
public sealed class Departure : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public Departure() => Token = _source.Token;

    /// <summary>Cancelled when the component is left.</summary>
    public CancellationToken Token { get; }

    /// <summary>The component has been left.</summary>
    public bool Happened => Token.IsCancellationRequested;

    public void Dispose()
    {
        if (Happened)
            return;
        _source.Cancel();
        _source.Dispose();
    }
}
