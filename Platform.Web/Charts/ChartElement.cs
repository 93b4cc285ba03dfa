using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Platform.Web.Charts;

/// <summary>The thread between a chart component and its drawing in the browser. Mounted once, then fed with changes; forgets the browser quietly when it is gone.</summary>
public sealed class ChartElement(IJSRuntime browser) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private ElementReference _element;

    public bool IsMounted { get; private set; }

    /// <summary>Draws a chart of the kind (the part of the module's name after <c>chart-</c>) for the first time.</summary>
    public async Task MountAsync<T>(ElementReference element, string kind, object state, DotNetObjectReference<T>? callbacks) where T : class
    {
        _element = element;
        try
        {
            _module = await browser.InvokeAsync<IJSObjectReference>("import", "./js/charts.js");
            await _module.InvokeVoidAsync("mount", element, kind, state, callbacks);
            IsMounted = true;
        }
        catch (JSDisconnectedException)
        {
            // The visitor left before the first drawing.
        }
    }

    public async Task UpdateAsync(object change)
    {
        if (_module is null)
            return;
        try
        {
            await _module.InvokeVoidAsync("update", _element, change);
        }
        catch (JSDisconnectedException)
        {
            // The visitor left; there is nothing to draw on.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is null)
            return;
        try
        {
            await _module.InvokeVoidAsync("dispose", _element);
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the drawing with it.
        }
    }
}
