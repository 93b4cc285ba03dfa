using Microsoft.JSInterop;
using Platform.Web.Components;

namespace Platform.Web.Experiments.Board;

/// <summary>The charts' module in the visitor's browser: asked for while the page is still being read, so that the board need not wait for it. One for each connection.</summary>
public sealed class BoardScript(IJSRuntime browser) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;
    private (string? Sweep, Task<string?> Has)? _asked;

    /// <summary>Asks what the browser has of a sweep.</summary>
    /// <param name="sweep">Its identity; null if nothing is to be asked.</param>
    public void Begin(string? sweep) => _asked = (sweep, AskAsync(sweep));

    /// <summary>The module, and the key of the snapshot that the browser has of a sweep; null if it has none. What was begun is answered once: a snapshot is given to one board.</summary>
    /// <exception cref="JSDisconnectedException">The visitor has left.</exception>
    public async Task<(IJSObjectReference Module, string? Has)> OfAsync(string? sweep)
    {
        var asked = _asked is { } begun && begun.Sweep == sweep ? begun.Has : AskAsync(sweep);
        _asked = null;
        var has = await asked;
        return (await ModuleAsync(), has);
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is { IsCompletedSuccessfully: true } loaded)
            await (await loaded).LeaveAsync();
    }

    private async Task<string?> AskAsync(string? sweep)
    {
        var module = await ModuleAsync();
        return sweep is null ? null : await module.InvokeAsync<string?>("snapshot", sweep);
    }

    // Asked for again if that failed.
    private Task<IJSObjectReference> ModuleAsync() =>
        _module is null or { IsFaulted: true } or { IsCanceled: true } ? _module = browser.InvokeAsync<IJSObjectReference>("import", "./js/chart-board.js").AsTask() : _module;
}
