using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Core.Experiments;
using Platform.Web.Components;
using Platform.Web.Layout;

namespace Platform.Web.Charts;

/// <summary>
/// Curves over epochs. Give it all lines each time; it sends the browser only what is new: points that were added, lines whose look
/// changed, lines that are gone.
/// </summary>
public sealed partial class LossChart : IAsyncDisposable
{
    private readonly Dictionary<string, (CurveLine Line, int Sent)> _sent = new(StringComparer.Ordinal);
    private ElementReference _host;
    private ChartElement? _chart;
    private (bool Log, string Metric, int MaxX) _settings;

    [Parameter, EditorRequired] public IReadOnlyList<CurveLine> Lines { get; set; } = [];

    /// <summary>The metric's name: another metric draws all lines anew.</summary>
    [Parameter, EditorRequired] public string Metric { get; set; } = "";

    [Parameter] public bool Log { get; set; }

    /// <summary>The last epoch of the axis, so that it does not move while curves grow.</summary>
    [Parameter] public int MaxX { get; set; }

    [Parameter] public int Height { get; set; } = 300;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    [Inject] private BrowserLine Line { get; set; } = null!;

    private bool LowerIsBetter => Objective.DirectionOf(Metric) == Direction.Minimize;

    private string Summary => $"{Show.Title(Metric)} over epochs: {Show.Count(Lines.Count, "curve")}";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _chart ??= new ChartElement(Browser, Line, "curves");
        if (!await _chart.DrawAsync<LossChart>(_host, State, Changes))
            StateHasChanged();
    }

    public ValueTask DisposeAsync() => _chart?.DisposeAsync() ?? ValueTask.CompletedTask;

    private object State()
    {
        _sent.Clear();
        _settings = (Log, Metric, MaxX);
        return new { log = Log, maxX = MaxX, lowerIsBetter = LowerIsBetter, lines = Lines.Select(line => Remember(line, from: 0)).ToList() };
    }

    private object? Changes()
    {
        var again = Metric != _settings.Metric;
        var settings = (Log, Metric, MaxX) != _settings ? new { log = Log, maxX = MaxX, lowerIsBetter = LowerIsBetter } : null;
        var present = Lines.Select(line => line.Id).ToHashSet(StringComparer.Ordinal);
        var removed = _sent.Keys.Where(id => !present.Contains(id)).ToList();
        foreach (var id in removed)
            _sent.Remove(id);
        var lines = Lines.Where(line => again || HasNews(line)).Select(line => Remember(line, From(line, again))).ToList();
        _settings = (Log, Metric, MaxX);
        return settings is null && removed.Count == 0 && lines.Count == 0 ? null : new { settings, removed, lines };
    }

    private bool HasNews(CurveLine line) => !_sent.TryGetValue(line.Id, out var known) || known.Sent != line.Values.Count
        || known.Line.Tone != line.Tone || known.Line.Colour != line.Colour || known.Line.Name != line.Name;

    private int From(CurveLine line, bool again) => !again && _sent.TryGetValue(line.Id, out var known) && known.Sent <= line.Values.Count ? known.Sent : 0;

    private object Remember(CurveLine line, int from)
    {
        _sent[line.Id] = (line with { Values = [] }, line.Values.Count);
        return new
        {
            line.Id, line.Name, line.Tone, line.Colour, line.Href, line.Dashed, from,
            values = line.Values.Skip(from).Select(v => double.IsFinite(v) ? v : (double?)null),
        };
    }
}
