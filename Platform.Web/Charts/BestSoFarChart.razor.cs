using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Web.Components;

namespace Platform.Web.Charts;

/// <summary>The value of each trial in the order of their numbers, and the best so far as a stair.</summary>
public sealed partial class BestSoFarChart : IAsyncDisposable
{
    private ElementReference _host;
    private ChartElement? _chart;
    private IReadOnlyList<ProgressPoint>? _drawn;

    [Parameter, EditorRequired] public IReadOnlyList<ProgressPoint> Points { get; set; } = [];

    /// <summary>How many trials the sweep will have.</summary>
    [Parameter, EditorRequired] public int Total { get; set; }

    [Parameter] public bool Maximize { get; set; }

    [Parameter] public int Height { get; set; } = 220;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private string Summary => $"Best value so far over {Show.Count(Points.Count, "trial")}";

    protected override Task OnAfterRenderAsync(bool firstRender)
    {
        _chart ??= new ChartElement(Browser, "progress");
        return _chart.DrawAsync<BestSoFarChart>(_host, State, () => _drawn!.SequenceEqual(Points) ? null : State());
    }

    public ValueTask DisposeAsync() => _chart?.DisposeAsync() ?? ValueTask.CompletedTask;

    private object State()
    {
        _drawn = Points;
        return new { total = Total, trials = Points, best = BestSoFar(Points, Maximize) };
    }

    /// <summary>The stair: [trial number, best value up to it], one step for each finished trial that counts.</summary>
    internal static IReadOnlyList<double[]> BestSoFar(IReadOnlyList<ProgressPoint> points, bool maximize)
    {
        var stair = new List<double[]>();
        foreach (var point in points.Where(p => p.Status is "completed" or "pruned").OrderBy(p => p.Number))
        {
            var best = stair.Count == 0 ? point.Value : maximize ? Math.Max(stair[^1][1], point.Value) : Math.Min(stair[^1][1], point.Value);
            stair.Add([point.Number, best]);
        }
        return stair;
    }
}
