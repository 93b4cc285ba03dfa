using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Web.Components;

namespace Platform.Web.Charts;

/// <summary>The thread between a chart component and its drawing in the browser. Mounted once, then fed with changes; forgets the browser quietly when it is gone.</summary>
public sealed class ChartElement(IJSRuntime browser, string kind) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private ElementReference _element;
    private bool _drawing;

    /// <summary>
    /// Draws what is new; call it after every render. What comes while a drawing is under way is drawn right after it, so nothing
    /// is lost and nothing queues up.
    /// </summary>
    /// <param name="state">The whole state, for the first drawing.</param>
    /// <param name="change">What is new since the last call of either function, or null.</param>
    public async Task DrawAsync<T>(ElementReference element, Func<object> state, Func<object?> change, DotNetObjectReference<T>? callbacks = null) where T : class
    {
        if (_drawing)
            return;
        _drawing = true;
        try
        {
            if (_module is null)
            {
                _element = element;
                _module = await browser.InvokeAsync<IJSObjectReference>("import", "./js/charts.js");
                await _module.InvokeVoidAsync("mount", element, kind, state(), callbacks);
            }
            while (change() is { } news)
                await _module.InvokeVoidAsync("update", _element, news);
        }
        catch (Exception left) when (left is JSDisconnectedException or ObjectDisposedException)
        {
            // The visitor left; there is nothing to draw on.
        }
        finally
        {
            _drawing = false;
        }
    }

    public ValueTask DisposeAsync() => _module.LeaveAsync("dispose", _element);
}
