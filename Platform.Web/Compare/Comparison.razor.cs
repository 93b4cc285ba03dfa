using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Web.Api;
using Platform.Web.Charts;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;
using Platform.Web.Tracking;
using Training.Core.Data;

namespace Platform.Web.Compare;

/// <summary>Two to a hundred runs of any kind side by side: curves, metrics, repeats, and what differs in parameters, code, data and environment.</summary>
public sealed partial class Comparison
{
    private const int LinesAtOnce = 4;
    private const int MostNamed = 5;
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);
    private static readonly string[] Neutral = ["best_epoch", "epochs"];

    private volatile IReadOnlyList<string> _wanted = [];
    private IReadOnlyList<ComparedRun> _runs = [];
    private IReadOnlyList<int> _places = []; // of the runs in the address: what is hidden stays that of a run when another is gone
    private IReadOnlyList<int> _colours = []; // of the runs
    private IReadOnlyList<string> _missing = [];
    private ComparedOrigin? _origin;
    private IReadOnlyList<string> _metrics = [];
    private IReadOnlyList<ComparedNumber> _rows = [];
    private IReadOnlyList<ComparedText> _parameters = [];
    private IReadOnlyList<SeriesLine> _lines = [];
    private Repeats? _repeats;
    private CompareState _state = CompareState.Parse(null, null, null, null, null, null);
    private OwnAddresses? _addresses;
    private string? _loaded;
    private string? _problem;
    private bool _behind; // there was news while the runs were being read
    private bool _drawn; // the curves have been read once
    private bool _cut; // of some line only the newest points are drawn
    private bool _connected = true;

    /// <summary>Identities of the runs, separated by commas.</summary>
    [Parameter, EditorRequired] public string? Asked { get; set; }

    [SupplyParameterFromQuery(Name = "metric")] private string? MetricAsked { get; set; }

    [SupplyParameterFromQuery(Name = "axis")] private string? AxisAsked { get; set; }

    [SupplyParameterFromQuery(Name = "log")] private string? LogAsked { get; set; }

    [SupplyParameterFromQuery(Name = "smooth")] private string? SmoothAsked { get; set; }

    [SupplyParameterFromQuery(Name = "hidden")] private string? HiddenAsked { get; set; }

    [SupplyParameterFromQuery(Name = "all")] private string? AllAsked { get; set; }

    [SupplyParameterFromQuery(Name = "turned")] private string[]? TurnedAsked { get; set; }

    [Inject] private ComparedRuns Source { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private bool AllHidden => _places.All(_state.Hidden.Contains);

    private bool HasCurves => _drawn && _lines.Any(line => line.X.Count > 1);

    private bool OnlyTrials => _runs.All(run => run.Trial is not null);

    private string Kind => _runs.Count > 0 && OnlyTrials ? "trial" : "run";

    private static readonly string[] Judged = [.. Enum.GetValues<TargetKind>().Select(target => TrialMeasures.Natural(target).Metric).Append("validation_loss").Distinct(StringComparer.Ordinal)];

    private string Metric => _state.Metric is { } asked && _metrics.Contains(asked, StringComparer.Ordinal) ? asked : Usual();

    protected override async Task OnParametersSetAsync()
    {
        var followed = (_addresses ??= new OwnAddresses(Navigation, Visitor)).HasFollowedLink();
        if (followed)
            _state = CompareState.Parse(MetricAsked, AxisAsked, LogAsked, SmoothAsked, HiddenAsked, AllAsked, TurnedAsked);
        if (_loaded == (Asked ?? ""))
        {
            if (followed)
                await DrawAsync();
            return;
        }
        _loaded = Asked ?? "";
        _wanted = ComparedRuns.Parse(_loaded);
        (_problem, _runs, _places, _colours, _lines, _drawn, _origin) = (null, [], [], [], [], false, null);
        if (_wanted.Count is < 2 or > ComparedRuns.Most)
            _problem = $"Choose 2 to {ComparedRuns.Most} runs to compare: tick them in the trials table of a sweep, or in the table of an experiment.";
        else
            await LoadAnewAsync(_loaded);
    }

    private async Task LoadAnewAsync(string asked)
    {
        await Task.Yield(); // the page's feed hears from here on
        if (asked == _loaded)
            await LoadAsync();
    }

    private bool Concerns(RecordedEvent recorded) =>
        (recorded.Data is RunEvent && _wanted.Contains(recorded.StreamId[StreamNames.Run("").Length..])) || (recorded.Data is TrialEvent && _wanted.Contains(recorded.StreamId[StreamNames.Trial("").Length..]));

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count == 0)
            return;
        if (_runs.Count == 0)
        {
            _behind = true;
            return;
        }
        await LoadAsync();
        StateHasChanged();
        await Task.Delay(_state.Axis == SeriesAxis.Step ? Rhythm : MetricCurves.BetweenByTime, Time);
    }

    private async Task LoadAsync()
    {
        var wanted = _wanted;
        IReadOnlyList<ComparedRun> runs;
        ComparedOrigin? origin;
        do
        {
            _behind = false;
            runs = await Source.ReadAsync(wanted);
            origin = await Source.OriginAsync(runs);
            if (!ReferenceEquals(wanted, _wanted))
                return; // another comparison was asked for meanwhile
        }
        while (_behind);
        _missing = [.. wanted.Except(runs.Select(run => run.Id), StringComparer.Ordinal)];
        if (runs.Count < 2)
        {
            _problem = (runs.Count == 0 ? "There are no such runs in this database." : $"Of these runs only {runs[0].Name} is in this database, and one alone is not compared. Not found: {string.Join(", ", _missing.Take(MostNamed))}.")
                + " Tick two or more in the trials table of a sweep, or in the table of an experiment.";
            return;
        }
        var order = wanted.Index().ToDictionary(id => id.Item, id => id.Index, StringComparer.Ordinal);
        (_runs, _places, _origin) = (runs, [.. runs.Select(run => order[run.Id])], origin);
        _colours = TrialColours.Of(runs, _places, origin?.Sweep);
        _rows = [.. CompareTables.Union(runs, run => run.Metrics.Keys).OrderBy(name => name.StartsWith(UsualColumns.System, StringComparison.Ordinal))
            .Select(name => new ComparedNumber(name, IsLowerBetter(name), [.. runs.Select(run => run.Metrics.TryGetValue(name, out var value) ? value : (double?)null)]))];
        _metrics = [.. _rows.Select(row => row.Name).Where(name => !Neutral.Contains(name, StringComparer.Ordinal))];
        _parameters = Texts(run => run.Parameters);
        await DrawAsync();
    }

    private async Task DrawAsync()
    {
        var (runs, places, colours, state, metric) = (_runs, _places, _colours, _state, _metrics.Count == 0 ? "" : Metric);
        if (metric.Length == 0)
            return;
        _repeats = Repeats.Of(runs, metric);
        var known = _lines.ToDictionary(line => line.Id, StringComparer.Ordinal);
        var shown = Enumerable.Range(0, runs.Count).Where(i => !state.Hidden.Contains(places[i])).ToArray();
        var lines = new SeriesLine?[runs.Count];
        // A line that has not grown is neither read nor sent again.
        await Parallel.ForEachAsync(shown, new ParallelOptions { MaxDegreeOfParallelism = LinesAtOnce }, async (i, stop) =>
            lines[i] = ComparedRuns.IdOf(runs[i], metric, state.Axis) is { } id && known.TryGetValue(id, out var same) ? same.As(runs[i].Name, colours[i])
                : await Source.LineAsync(runs[i], metric, state.Axis, colours[i], shown.Length, stop));
        if (!ReferenceEquals(runs, _runs) || !ReferenceEquals(state, _state))
            return; // something else was asked for meanwhile
        var cut = state.Axis != SeriesAxis.Step && shown.Any(i => runs[i].Tracked?.Metrics.FirstOrDefault(m => m.Key == metric)?.Count > MetricCurves.MostByTime);
        (_lines, _cut, _drawn) = ([.. lines.OfType<SeriesLine>()], cut, true);
    }

    // What is looked at stands in the address, so that a copied one shows the same. It comes by way of the browser: what is pressed next must not wait for it.
    private Task KeepAsync(CompareState state)
    {
        _state = state;
        return Task.WhenAll(_addresses!.WriteAsync(state.ToQuery()), DrawAsync());
    }

    private List<ComparedText> Texts(Func<ComparedRun, IReadOnlyDictionary<string, string>> pairs) =>
        [.. CompareTables.Union(_runs, run => pairs(run).Keys).Select(name => new ComparedText(name, [.. _runs.Select(run => pairs(run).GetValueOrDefault(name) is { } value ? Shown(value) : null)]))];

    // What a sweep is judged by before what it minimises, whatever is learnt.
    private string Usual() => Judged.FirstOrDefault(name => _metrics.Contains(name, StringComparer.Ordinal))
        ?? _metrics.FirstOrDefault(name => _runs.Any(run => run.Trial?.Curve(name).Count > 1 || run.Tracked?.Metrics.Any(m => m.Key == name && m.Count > 1) == true)) ?? _metrics[0];

    private string Csv(string table) =>
        $"api/v1/compare/{table}.csv?ids={string.Join(',', _runs.Select(run => run.Id))}&metric={Uri.EscapeDataString(_metrics.Count == 0 ? "" : Metric)}";

    private bool IsLowerBetter(string name) => OnlyTrials ? Objective.DirectionOf(name) == Direction.Minimize : MetricDirections.IsLowerBetter(name);

    private static bool IsNeutral(string name) => Neutral.Contains(name, StringComparer.Ordinal);

    private string Title(string name) => OnlyTrials ? Show.Title(name) : name;

    private string Value(string name, double? value) => value is null ? "" : OnlyTrials ? Show.Metric(name, value) : Show.Number(value);

    private static string Shown(string value) =>
        value.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Show.Number(number) : value;

    private bool Lower(ComparedNumber row) => row.LowerIsBetter != _state.Turned.Contains(row.Name);
}
