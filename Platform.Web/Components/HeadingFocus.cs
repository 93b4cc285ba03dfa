using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Platform.Web.Components;

/// <summary>
/// Gives the focus to the heading of a page that somebody has gone to, so that the next Tab goes into it and readers of the screen say where they are; also
/// where the heading comes only with what the page reads. Not on arrival, where the browser begins at the top.
/// </summary>
public sealed class HeadingFocus(IJSRuntime browser, NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private IJSObjectReference? _module;
    private string? _path; // a page that shows something else under the same path stays where it is
    private bool _goes;

    /// <summary>What the router has found; a new one with every address.</summary>
    [Parameter, EditorRequired] public Microsoft.AspNetCore.Components.RouteData RouteData { get; set; } = null!;

    public ValueTask DisposeAsync() => _module.LeaveAsync();

    protected override void OnParametersSet()
    {
        var path = new Uri(navigation.Uri).AbsolutePath;
        _goes |= _path is not null && path != _path;
        _path = path;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_goes)
            return;
        _goes = false;
        try
        {
            _module ??= await browser.InvokeAsync<IJSObjectReference>("import", "./js/reach.js");
            await _module.InvokeVoidAsync("focusHeading");
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone.
        }
    }
}
