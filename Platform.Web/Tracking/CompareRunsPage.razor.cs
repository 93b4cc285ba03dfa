using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Web.Charts;
using Platform.Web.Live;

namespace Platform.Web.Tracking;

/// <summary>Two to a hundred tracked runs side by side.</summary>
public sealed partial class CompareRunsPage
{
    /// <summary>Runs that are compared at once.</summary>
    public const int Most = 100;

    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _turned = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<string> _wanted = [];
    private IReadOnlyList<string> _missing = [];
    private IReadOnlyList<SeriesLine> _lines = [];
    private TrackedComparison? _comparison;
    private SeriesAxis _axis;
    private string? _loaded;
    private string _metric = "";
    private string? _problem;
    private double _smoothing;
    private bool _log;
    private bool _cut; // of some line only the newest points are drawn
    private bool _all;
    private bool _connected = true;

    /// <summary>Identities of the runs, separated by commas.</summary>
    [SupplyParameterFromQuery] public string? Runs { get; set; }

    [Inject] private TrackingViews Views { get; set; } = null!;

    [Inject] private MetricCurves Curves { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private IReadOnlyList<string> Metrics => [.. _comparison!.Metrics.Select(m => m.Name)];

    /// <summary>The address of a comparison.</summary>
    public static string AddressOf(IReadOnlyList<string> runIds) => $"runs/compare?runs={string.Join(',', runIds)}";

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == (Runs ?? ""))
            return;
        _loaded = Runs ?? "";
        _wanted = [.. _loaded.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        (_problem, _comparison, _lines) = (null, null, []);
        if (_wanted.Count is < 2 or > Most)
            _problem = $"Choose 2 to {Most} runs to compare: tick them in the table of an experiment.";
        else
            await LoadAsync();
    }

    private bool Concerns(RecordedEvent recorded) => recorded.Data is RunEvent && _wanted.Contains(recorded.StreamId[StreamNames.Run("").Length..]);

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count == 0 || _comparison is null)
            return;
        await LoadAsync();
        StateHasChanged();
        await Task.Delay(_axis == SeriesAxis.Step ? Rhythm : MetricCurves.BetweenByTime, Time);
    }

    private async Task LoadAsync()
    {
        var wanted = _wanted;
        var runs = await Views.RunsWithMetricsAsync(wanted);
        if (!ReferenceEquals(wanted, _wanted))
            return; // another comparison was asked for meanwhile
        _missing = [.. wanted.Except(runs.Select(run => run.Run.Id), StringComparer.Ordinal)];
        if (runs.Count < 2)
        {
            _problem = "There are no such runs in this database. Tick two or more in the table of an experiment.";
            return;
        }
        _comparison = TrackedComparison.Of(runs);
        if (!Metrics.Contains(_metric, StringComparer.Ordinal))
            _metric = _comparison.Metrics.FirstOrDefault(m => runs.Any(run => run.Metrics.Any(l => l.Key == m.Name && l.Count > 1)))?.Name ?? (Metrics is [var only, ..] ? only : "");
        await DrawAsync();
    }

    private async Task DrawAsync()
    {
        var (name, axis, comparison) = (_metric, _axis, _comparison!);
        var known = _lines.ToDictionary(line => line.Id, StringComparer.Ordinal);
        var lines = new List<SeriesLine>();
        var cut = false;
        for (var i = 0; i < comparison.Runs.Count; i++)
        {
            var (run, metrics) = comparison.Runs[i];
            if (metrics.FirstOrDefault(m => m.Key == name) is not { } metric)
                continue;
            var id = $"{run.Id}/{name}/{axis}/{metric.Count}";
            lines.Add(known.TryGetValue(id, out var line) ? line : await Curves.ReadAsync(run.Id, metric, axis, run.StartTime, id, run.Name, i, comparison.Runs.Count));
            if (name != _metric || axis != _axis || !ReferenceEquals(comparison, _comparison))
                return; // something else was asked for meanwhile
            cut |= axis != SeriesAxis.Step && metric.Count > MetricCurves.MostByTime;
        }
        (_lines, _cut) = (lines, cut);
    }

    private Task ShowAsync(string metric)
    {
        _metric = metric;
        return DrawAsync();
    }

    private Task ChangeAxisAsync(SeriesAxis axis)
    {
        _axis = axis;
        return DrawAsync();
    }

    private bool Lower(ComparedNumber row) => row.LowerIsBetter != _turned.Contains(row.Name);

    private void Turn(ComparedNumber row)
    {
        if (!_turned.Remove(row.Name))
            _turned.Add(row.Name);
    }
}
