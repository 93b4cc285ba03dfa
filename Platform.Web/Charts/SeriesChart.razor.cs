using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Web.Components;
using Platform.Web.Layout;

namespace Platform.Web.Charts;

/// <summary>Curves over steps or time, smoothed if asked for. It sends the browser the lines that are other instances than before.</summary>
public sealed partial class SeriesChart : IAsyncDisposable
{
    private readonly Dictionary<string, SeriesLine> _sent = new(StringComparer.Ordinal);
    private ElementReference _host;
    private ChartElement? _chart;
    private (string Axis, bool Log, double Smoothing) _settings;

    [Parameter, EditorRequired] public IReadOnlyList<SeriesLine> Lines { get; set; } = [];

    [Parameter, EditorRequired] public string Title { get; set; } = "";

    [Parameter] public SeriesAxis Axis { get; set; }

    [Parameter] public bool Log { get; set; }

    /// <summary>Weight of the past in an exponential mean, 0 (none) to below 1.</summary>
    [Parameter] public double Smoothing { get; set; }

    [Parameter] public int Height { get; set; } = 220;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    [Inject] private BrowserLine Line { get; set; } = null!;

    private (string Axis, bool Log, double Smoothing) Settings => (Axis.ToString().ToLowerInvariant(), Log, Smoothing);

    private string Summary => Lines.Count == 1 && Lines[0].Y.Count > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Title}: {Lines[0].Y.Count} points, last {Show.Number(Lines[0].Y[^1])}")
        : $"{Title}: {Show.Count(Lines.Count, "curve")}";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _chart ??= new ChartElement(Browser, Line, "series");
        if (!await _chart.DrawAsync<SeriesChart>(_host, State, Changes))
            StateHasChanged();
    }

    public ValueTask DisposeAsync() => _chart?.DisposeAsync() ?? ValueTask.CompletedTask;

    private object State()
    {
        _sent.Clear();
        _settings = Settings;
        return new { settings = Sent(_settings), lines = Lines.Select(Remember).ToList(), data = Numbers(Lines) };
    }

    private object? Changes()
    {
        var present = Lines.Select(line => line.Id).ToHashSet(StringComparer.Ordinal);
        var removed = _sent.Keys.Where(id => !present.Contains(id)).ToList();
        removed.ForEach(id => _sent.Remove(id));
        var lines = Lines.Where(line => !_sent.TryGetValue(line.Id, out var known) || !ReferenceEquals(known, line)).ToList();
        var settings = Settings != _settings ? Sent(Settings) : null;
        _settings = Settings;
        return settings is null && removed.Count == 0 && lines.Count == 0 ? null : new { settings, removed, lines = lines.Select(Remember).ToList(), data = Numbers(lines) };
    }

    private static object Sent((string Axis, bool Log, double Smoothing) settings) => new { axis = settings.Axis, log = settings.Log, smoothing = settings.Smoothing };

    private object Remember(SeriesLine line)
    {
        _sent[line.Id] = line;
        return new { line.Id, line.Name, line.Colour, count = line.X.Count, banded = line.Low is not null && line.High is not null };
    }

    // Of each line its x, y and the edges of its band, as doubles: as text, the curves of ten long runs take longer to write and to read than to draw. NaN is a gap.
    private static byte[] Numbers(IReadOnlyList<SeriesLine> lines)
    {
        var numbers = new List<double>();
        foreach (var line in lines)
        {
            numbers.AddRange(line.X);
            foreach (var values in line is { Low: { } low, High: { } high } ? [line.Y, low, high] : (IReadOnlyList<double?>[])[line.Y])
                numbers.AddRange(values.Select(value => value ?? double.NaN));
        }
        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray();
    }
}
