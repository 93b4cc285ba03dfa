using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Erasures;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Charts;
using Platform.Web.Components;
using Platform.Web.Live;

namespace Platform.Web.Reports;

/// <summary>A block of a report: reads what it shows, again whenever something of it happens unless it is frozen.</summary>
public sealed partial class ReportBlockView
{
    private const int MostNamed = 24;
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(2);

    private readonly FollowedIds _streams = new();
    private ReportRuns? _runs;
    private ModelView? _model;
    private IReadOnlyList<SeriesLine> _lines = [];
    private string? _metric;
    private string? _problem;
    private string? _loaded;
    private int _loads;
    private int _shownLoad;
    private bool _read;
    private bool _away; // the last reading found no database

    [Parameter, EditorRequired] public ReportBlock Block { get; set; } = null!;

    /// <summary>What stands between the fences: another text is another block.</summary>
    [Parameter, EditorRequired] public string Source { get; set; } = "";

    [Parameter, EditorRequired] public int Number { get; set; }

    [Inject] private ReportData Data { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Title => Block.Title ?? Block.Kind switch
    {
        "model" => $"Model {Block.Model}",
        "runs" => "Runs",
        _ => _metric is null ? "Curves" : Show.Title(_metric),
    };

    // With the base at the root a bare #… would lead there.
    private string Here => $"{new Uri(Navigation.Uri).PathAndQuery.TrimStart('/')}#block-{Number}";

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Source)
            return;
        _loaded = Source;
        await Task.Yield(); // the block's feed hears from here on
        await LoadAsync();
    }

    // A sweep's block concerns every trial of the sweep, also those that are still to come. An experiment's concerns every run: one that is not shown may come to pass the filter or to
    // stand before those that are, and its events do not say of which experiment it is.
    private bool Concerns(RecordedEvent recorded) =>
        (recorded.Data is TrialEvent && Block.Sweep is { } sweep && recorded.StreamId.StartsWith(StreamNames.Trial(sweep) + "-", StringComparison.Ordinal))
        || (Block.Experiment is not null && recorded.Data is RunEvent)
        || (recorded.Data is ModelEvent && Block.Model is { } model && recorded.StreamId == StreamNames.Model(model))
        || _streams.Hears(recorded.StreamId);

    private static string NoRun(ReportBlock block)
    {
        var now = block.Frozen is { } sequence ? string.Create(CultureInfo.InvariantCulture, $" as of event {sequence}") : "";
        return block switch
        {
            { Experiment: { } experiment } when !string.IsNullOrWhiteSpace(block.Filter) => $"No run of the experiment {experiment} passes the filter{now}.",
            { Experiment: { } experiment } => $"There is no run of the experiment {experiment}{now}.",
            { Sweep: not null } => $"The sweep has no trial{now}.",
            _ => $"It names no run of this database{now}. Check the identities.",
        };
    }

    private async Task OnNewsAsync(LiveNews news)
    {
        if (news.Events.Count == 0 && !(_away && news.Connected))
            return;
        await LoadAsync();
        StateHasChanged();
        await Task.Delay(Rhythm, Time);
    }

    private async Task LoadAsync()
    {
        while (await ReadAsync()) // something happened to one of its runs before it was known to be one
        {
            var load = _loads;
            StateHasChanged();
            await Task.Delay(Rhythm, Time);
            if (load != _loads)
                return; // read again meanwhile
        }
    }

    private async Task<bool> ReadAsync()
    {
        var (block, source, load) = (Block, Source, ++_loads);
        using var read = _streams.Begin();
        _away = false;
        try
        {
            if (block.Kind == "model")
            {
                var model = await Data.ModelAsync(block);
                if (source == Source && load >= _shownLoad)
                    (_model, _runs, _problem, _read, _shownLoad) = (model, null, null, true, load);
                return false; // otherwise another block was written meanwhile, or a later load is shown already
            }
            var runs = await Data.RunsAsync(block);
            var lines = block.Kind == "chart" ? await Data.LinesAsync(block, runs) : [];
            if (source != Source || load < _shownLoad)
                return false;
            _shownLoad = load;
            var known = _lines.ToDictionary(line => line.Id, StringComparer.Ordinal);
            _lines = [.. lines.Select(line => known.TryGetValue(line.Id, out var same) ? same.As(line.Name, line.Colour) : line)]; // the same instance is not sent again
            (_runs, _model, _metric, _problem, _read) = (runs, null, ReportData.MetricOf(block, runs), runs.Runs.Count == 0 ? NoRun(block) : null, true);
            return read.Take(runs.Runs.Select(run => run.Trial is null ? StreamNames.Run(run.Id) : StreamNames.Trial(run.Id))).Count > 0;
        }
        catch (Exception refused) when (refused is InvalidInputException or NotFoundException or ErasedException or RuleViolation)
        {
            if (source == Source && load >= _shownLoad)
                _problem = refused.Message;
            return false;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            if (source == Source)
                (_problem, _away) = (DatabaseAway.OfReading, true);
            return false;
        }
    }
}
