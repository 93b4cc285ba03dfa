using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Web.Layout;

/// <summary>
/// Whether the visitor's browser is connected. What a page draws is kept for a browser that is away; what it calls is not, and is answered, if at all, a minute later
/// by an error. One for each visitor.
/// </summary>
public sealed class BrowserLine : CircuitHandler, IDisposable
{
    private CancellationTokenSource _down = new();

    /// <summary>Cancelled when the connection goes; another one when it is back.</summary>
    public CancellationToken Down => _down.Token;

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => _down.CancelAsync();

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_down.IsCancellationRequested)
        {
            _down.Dispose();
            _down = new CancellationTokenSource();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _down.Dispose();
}
