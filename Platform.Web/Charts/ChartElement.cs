using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Web.Components;
using Platform.Web.Layout;

namespace Platform.Web.Charts;

/// <summary>
/// The thread between a chart component and its drawing in the browser. Mounted once, then fed with changes; forgets the browser quietly when it is gone, and tells all anew when
/// something may not have arrived.
/// </summary>
public sealed class ChartElement(IJSRuntime browser, BrowserLine line, string kind) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private ElementReference _element;
    private bool _mounted;
    private bool _drawing;

    /// <summary>
    /// Draws what is new; call it after every render. What comes while a drawing is under way is drawn right after it, so nothing
    /// is lost and nothing queues up.
    /// </summary>
    /// <param name="state">The whole state, for the first drawing and for one after a loss.</param>
    /// <param name="change">What is new since the last call of either function, or null.</param>
    /// <returns>False if nobody knows what the browser has heard: render once more, then the whole state is drawn.</returns>
    public async Task<bool> DrawAsync<T>(ElementReference element, Func<object> state, Func<object?> change, DotNetObjectReference<T>? callbacks = null) where T : class
    {
        if (_drawing || line.Down.IsCancellationRequested)
            return true; // drawn with the render that the browser has when it is back
        _drawing = true;
        try
        {
            if (!_mounted)
            {
                _element = element;
                _module ??= await browser.InvokeAsync<IJSObjectReference>("import", line.Down, "./js/charts.js");
                await _module.InvokeVoidAsync("mount", line.Down, element, kind, state(), callbacks);
                _mounted = true;
            }
            while (change() is { } news)
                await _module!.InvokeVoidAsync("update", line.Down, _element, news);
            return true;
        }
        catch (Exception left) when (left is JSDisconnectedException or ObjectDisposedException)
        {
            return true; // the visitor left; there is nothing to draw on
        }
        catch (OperationCanceledException)
        {
            _mounted = false; // the browser has gone, or has not answered for long
            return false;
        }
        finally
        {
            _drawing = false;
        }
    }

    public ValueTask DisposeAsync() => _module.LeaveAsync("dispose", _element);
}
