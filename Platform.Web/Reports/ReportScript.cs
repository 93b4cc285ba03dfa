using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Web.Components;

namespace Platform.Web.Reports;

/// <summary>Loads what the browser itself does on a report: printing, with charts as pictures.</summary>
public sealed class ReportScript : ComponentBase, IAsyncDisposable
{
    private IJSObjectReference? _module;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            _module = await Browser.InvokeAsync<IJSObjectReference>("import", "./js/report.js");
    }

    public ValueTask DisposeAsync() => _module.LeaveAsync();
}
