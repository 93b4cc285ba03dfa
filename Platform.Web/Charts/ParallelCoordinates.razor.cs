using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Web.Components;

namespace Platform.Web.Charts;

/// <summary>Trials as lines across one axis per parameter, the objective last; brushing an axis tells which trials pass.</summary>
public sealed partial class ParallelCoordinates : IAsyncDisposable
{
    private ElementReference _host;
    private ChartElement? _chart;
    private DotNetObjectReference<ParallelCoordinates>? _self;
    private (int Count, int Axes, double Sum) _drawn;

    [Parameter, EditorRequired] public IReadOnlyList<ParallelAxis> Axes { get; set; } = [];

    [Parameter, EditorRequired] public IReadOnlyList<ParallelRow> Rows { get; set; } = [];

    [Parameter] public bool Maximize { get; set; }

    [Parameter] public int Height { get; set; } = 280;

    /// <summary>The trials inside every brush, or null when nothing is brushed.</summary>
    [Parameter] public EventCallback<IReadOnlyList<string>?> Brushed { get; set; }

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private string Summary => $"Parallel coordinates of {Show.Count(Rows.Count, "trial")} over {Show.Count(Axes.Count, "axis", "axes")}. Drag along an axis to filter the trials.";

    [JSInvokable]
    public Task OnBrushed(string[]? trialIds) => InvokeAsync(() => Brushed.InvokeAsync(trialIds));

    protected override Task OnAfterRenderAsync(bool firstRender)
    {
        _chart ??= new ChartElement(Browser, "parallel");
        _self ??= DotNetObjectReference.Create(this);
        return _chart.DrawAsync(_host, State, () => _drawn == Fingerprint() ? null : State(), _self);
    }

    public async ValueTask DisposeAsync()
    {
        if (_chart is not null)
            await _chart.DisposeAsync();
        _self?.Dispose();
    }

    private object State()
    {
        _drawn = Fingerprint();
        return new { maximize = Maximize, axes = Axes, rows = Rows };
    }

    // A line moves only when its run's best value does.
    private (int Count, int Axes, double Sum) Fingerprint() => (Rows.Count, Axes.Count, Rows.Sum(r => r.Values[^1] is double value ? value : 0));
}
