using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Platform.Web.Components;

/// <summary>
/// Gives the focus to the heading of a page that somebody has gone to, so that the next Tab goes into it and readers of the screen say where they are; also
/// where the heading comes only with what the page reads. Not on arrival, where the browser begins at the top. A part that the address names is brought into sight.
/// </summary>
public sealed class HeadingFocus(IJSRuntime browser, NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private IJSObjectReference? _module;
    private string? _path; // a page that shows something else under the same path stays where it is
    private string? _part; // that the address names
    private bool _goes;
    private bool _seeks;

    /// <summary>What the router has found; a new one with every address.</summary>
    [Parameter, EditorRequired] public Microsoft.AspNetCore.Components.RouteData RouteData { get; set; } = null!;

    public ValueTask DisposeAsync() => _module.LeaveAsync();

    protected override void OnParametersSet()
    {
        var address = new Uri(navigation.Uri);
        var goes = _path is not null && address.AbsolutePath != _path;
        _goes |= goes;
        _seeks |= address.Fragment.Length > 0 && _path is not null && (goes || address.Fragment != _part);
        (_path, _part) = (address.AbsolutePath, address.Fragment);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_goes && !_seeks)
            return;
        var (goes, seeks) = (_goes, _seeks);
        _goes = _seeks = false;
        try
        {
            _module ??= await browser.InvokeAsync<IJSObjectReference>("import", "./js/reach.js");
            if (goes)
                await _module.InvokeVoidAsync("focusHeading");
            if (seeks)
                await _module.InvokeVoidAsync("showPart");
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone.
        }
    }
}
