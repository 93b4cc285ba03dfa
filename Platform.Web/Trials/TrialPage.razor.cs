using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Stories;
using Platform.Core.Telemetry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;
using Platform.Web.Output;
using Platform.Web.Registry;
using Platform.Web.Trials.Mistakes;
using Radzen;
using Training.Core.Data;

namespace Platform.Web.Trials;

/// <summary>One trial: what it was, how it went, everything that happened to it, and what can be done with it.</summary>
public sealed partial class TrialPage
{
    // Identities of reproductions are counted up; this many are looked for.
    private const int MostReproductions = 50;

    private TrialView? _run;
    private TrialView? _original;
    private ExperimentView? _sweep;
    private IReadOnlyList<TrialView> _reproductions = [];
    private IReadOnlyList<RecordedEvent> _events = [];
    private IReadOnlyList<StoryLine> _story = [];
    private MachineUse _use = MachineUse.None;
    private ConsoleText _log = new();
    private long _logVersion;
    private int _logRevision;
    private ConfusionCell _cell = ConfusionCell.All;
    private IReadOnlyList<ModelVersionRegistered> _promoted = []; // versions of models that it is and that were not taken out

    private string? _target; // the column whose numbers it predicts, where that is known

    private IReadOnlyList<EpochCompleted> Pictures => [.. _events.Select(e => e.Data).OfType<EpochCompleted>().Where(e => e.Picture is not null)];

    // Of epochs that two attempts trained the later one counts.
    private IReadOnlyList<EpochCompleted> Health => [.. _events.Select(e => e.Data).OfType<EpochCompleted>().Where(e => e.Health is { GradientNorms.Count: > 0 }).GroupBy(e => e.Epoch).Select(epoch => epoch.Last()).OrderBy(e => e.Epoch)];

    private Task _loading = Task.CompletedTask;
    private string? _loaded;
    private bool _missing;
    private bool _connected = true;

    [Parameter] public string Id { get; set; } = "";

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private EventJournal Journal { get; set; } = null!;

    [Inject] private TrialStories Stories { get; set; } = null!;

    [Inject] private TrialTelemetry Telemetry { get; set; } = null!;

    [Inject] private PlatformCommands Commands { get; set; } = null!;

    [Inject] private ModelPromotion Promotion { get; set; } = null!;

    [Inject] private PlatformFolders Folders { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private string Title => _run!.ReproducesTrialId is { } original ? $"Reproduction of {original}" : $"Trial {_run.Number}";

    private IEnumerable<string> Measured => _run!.Metrics.Keys.Concat(_run.TestMetrics?.Keys ?? []);

    private string? HelpOf(string metric) => MeasureHelp.Of(metric, Measured, _target);

    private string? UnitOf(string metric) => MeasureHelp.Unit(metric, Measured, _target);

    private bool IsBest => _sweep!.BestTrialId == Id;

    private bool CanReproduce => _run is { HasEnded: true, LastEpoch: > 0, ReproducesTrialId: null };

    private bool CanPromote => _run is { HasEnded: true, BestCheckpoint: not null };

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Id)
            return;
        _loaded = Id;
        (_run, _original, _sweep, _reproductions, _events, _story, _use) = (null, null, null, [], [], [], MachineUse.None);
        (_log, _logVersion, _cell, _missing, _promoted) = (new ConsoleText(), 0, ConfusionCell.All, false, []);
        await Task.Yield(); // the page's feed hears from here on
        await LoadAsync();
    }

    // Which models lose a version or go on under another name is rare, and what this page shows of them may be older: any of them is looked at.
    private bool Concerns(RecordedEvent recorded) =>
        (recorded.Data is ModelVersionRegistered registered && registered.TrialId == Id) || recorded.Data is ModelVersionDeleted or ModelDeleted or ModelRenamed || recorded.StreamId == StreamNames.Trial(Id) || recorded.StreamId == StreamNames.Telemetry(Id) || recorded.StreamId.StartsWith(StreamNames.Trial(Id) + "-r", StringComparison.Ordinal);

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count > 0)
            await LoadAsync(news.Events);
    }

    // One load after the other, so that what was added is added once; and what was read for a run that has been left meanwhile is nobody's.
    private Task LoadAsync(IReadOnlyList<RecordedEvent>? news = null)
    {
        return _loading = AfterAsync(_loading, Id);

        async Task AfterAsync(Task before, string id)
        {
            await Task.WhenAny(before); // its error is that of whoever asked for it
            if (news is null || !await GrowAsync(id, news))
                await LoadAsync(id);
        }
    }

    // Epochs that follow on what is shown change nothing but the run itself.
    private async Task<bool> GrowAsync(string id, IReadOnlyList<RecordedEvent> news)
    {
        var follows = _events.Count > 0 && news[0].Version == _events[^1].Version + 1 && news.All(e => e.Data is EpochCompleted && e.StreamId == StreamNames.Trial(id));
        if (!follows || _run is null || await Views.TrialAsync(id) is not { } run || id != Id)
            return false;
        (_events, _run) = ([.. _events, .. news], run);
        return true;
    }

    private async Task LoadAsync(string id)
    {
        if (await Views.TrialAsync(id) is not { } run)
        {
            _missing |= id == Id; // never there, or erased meanwhile
            return;
        }
        var seen = _events.Count == 0 ? 0 : _events[^1].Version;
        if (seen == 0)
            _target = run.Fields.GetValueOrDefault("data") is string data ? DatasetCatalog.NumberColumn(data, Folders.Data) : null;
        var sweep = Views.ExperimentAsync(run.ExperimentId);
        var original = run.ReproducesTrialId is { } originalId && _original is null ? Views.TrialAsync(originalId) : Task.FromResult(_original);
        var reproductions = run.ReproducesTrialId is null ? Views.TrialsAsync([.. Enumerable.Range(1, MostReproductions).Select(n => StreamNames.ReproductionId(id, n))]) : Task.FromResult<IReadOnlyList<TrialView>>([]);
        var events = Journal.ReadStreamAsync(StreamNames.Trial(id), seen);
        var use = Telemetry.MachineUseAsync(id, _use);
        var story = StoryAsync(id, seen, events);
        var promoted = PromotedAsync(run);
        await Task.WhenAll(sweep, original, reproductions, events, use, story, promoted);
        if (id != Id)
            return;
        (_sweep, _original, _reproductions, _story, _use, _promoted) = (await sweep, await original, [.. (await reproductions).Reverse()], await story, await use, await promoted);
        _events = [.. _events, .. await events];
        await ReadLogAsync(id);
        if (id == Id)
            (_run, _missing) = (run, false); // who is early sees it as soon as it is proposed
    }

    // Nothing is asked while it trains: only what has ended is promoted.
    private async Task<IReadOnlyList<ModelVersionRegistered>> PromotedAsync(TrialView run) =>
        run.HasEnded ? [.. (await Views.ModelsOfTrialAsync(run.Id)).SelectMany(model => model.Live.Where(version => version.TrialId == run.Id).Select(version => version with { Model = model.Name }))] : [];

    // Between two other events only the line about its epochs grows, and that is told in the curves.
    private async Task<IReadOnlyList<StoryLine>> StoryAsync(string id, long seen, Task<IReadOnlyList<RecordedEvent>> events) =>
        seen == 0 || (await events).Any(e => e.Data is not EpochCompleted) ? await Stories.ReadAsync(id) ?? [] : _story;

    private async Task ReadLogAsync(string id)
    {
        while (await Telemetry.OutputAsync(id, _logVersion) is { Version: var last, Logged: var logged } && last > _logVersion && id == Id)
        {
            _logVersion = last;
            _log.Append(string.Concat(logged.Select(TrialLogText.Of)));
            _logRevision++;
        }
    }

    private async Task ReproduceAsync()
    {
        await Toasts.TryAsync(() => Commands.RequestReproductionAsync(Id, Visitor.Name, Time.GetUtcNow()), "Reproduction asked for. It starts as soon as a slot is free.");
        await LoadAsync();
    }

    private async Task PromoteAsync()
    {
        if (await PromoteDialog.OpenAsync(Dialogs, _run!) is { } done)
        {
            Toasts.Done(done.Words, undo: Promotion.Undo(done, Visitor.Name), leadsTo: $"models/{done.Model.Name}");
            Navigation.NavigateTo($"models/{done.Model.Name}");
        }
    }
}
