using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;
using Platform.Web.Output;
using Radzen;

namespace Platform.Web.Tracking;

/// <summary>One run of another program, live while it goes on: what it was, its curves, its files, everything that happened.</summary>
public sealed partial class TrackedRunPage
{
    private const int MostChildren = 200;
    private const int MostModelPoints = 200;

    // Charts are read anew with each helping of news: once a second is as fast as anybody reads them.
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    private readonly FollowedIds _nested = new(); // runs inside this one
    private RunWithMetrics? _run;
    private TrackedExperiment? _experiment;
    private TrackedRun? _parent;
    private IReadOnlyList<RunWithMetrics> _children = [];
    private IReadOnlyList<LoggedModelView> _models = [];
    private ILookup<string, ModelMetric>? _modelMetrics;
    private IReadOnlySet<string> _read = FrozenSet<string>.Empty;
    private IReadOnlyList<RunInput> _inputs = [];
    private string? _loaded;
    private bool _hasConsole;
    private int _revision;
    private int _files;
    private int _loads;
    private int _shownLoad;
    private bool _missing;
    private bool _connected = true;

    [Parameter, EditorRequired] public string Id { get; set; } = "";

    /// <summary>overview, charts, system, files, console or events.</summary>
    [Parameter] public string? Tab { get; set; }

    /// <summary>The file that is shown among the files.</summary>
    [Parameter] public string? File { get; set; }

    [Inject] private TrackingViews Views { get; set; } = null!;

    [Inject] private TrackingOverview Overview { get; set; } = null!;

    [Inject] private LoggedModelViews Models { get; set; } = null!;

    [Inject] private RunConsole Console { get; set; } = null!;

    [Inject] private RunEditor Editor { get; set; } = null!;

    [Inject] private ArtifactRetention Retention { get; set; } = null!;

    [Inject] private ErasurePolicy Policy { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private bool Deleted => _run!.Run.Lifecycle == Lifecycle.Deleted;

    private string Shown => Tabs.Any(t => t.Key == Tab) ? Tab! : "overview";

    private IReadOnlyList<string> ModelKeys => [.. _run!.Metrics.Select(m => m.Key).Where(key => !key.StartsWith(UsualColumns.System, StringComparison.Ordinal))];

    private IReadOnlyList<string> SystemKeys => [.. _run!.Metrics.Select(m => m.Key).Where(key => key.StartsWith(UsualColumns.System, StringComparison.Ordinal))];

    private IEnumerable<(string Key, string Title, int Count)> Tabs =>
        [("overview", "Overview", 0), ("charts", "Charts", ModelKeys.Count), ("system", "System", SystemKeys.Count), ("files", "Files", 0), .. (_hasConsole ? [("console", "Console", 0)] : Array.Empty<(string, string, int)>()), ("events", "Events", 0)];

    private string Duration => _run!.Run switch
    {
        { EndTime: { } end } run => "took " + Show.Duration(RunTime.Between(run.StartTime, end)),
        { Status: RunStatus.Running } run => "running for " + Show.Duration(RunTime.Between(run.StartTime, Time.GetUtcNow().ToUnixTimeMilliseconds())),
        _ => "",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Id)
            return;
        _loaded = Id;
        (_run, _experiment, _parent, _inputs) = (null, null, null, []);
        _missing = _hasConsole = false;
        _nested.Clear();
        await Task.Yield(); // the page's feed hears from here on
        await LoadAsync();
    }

    private bool Concerns(RecordedEvent recorded) => recorded.Data switch
    {
        RunCreated created => created.ParentRunId == Id || created.RunId == Id,
        RunTagsSet tagged when tagged.Tags.GetValueOrDefault(TrackedRun.ParentTag) == Id => true,
        RunEvent => recorded.StreamId == StreamNames.Run(Id) || _nested.Hears(recorded.StreamId[StreamNames.Run("").Length..]),
        LoggedModelCreated model => model.RunId == Id,
        LoggedModelOutputNamed output => output.RunId == Id,
        LoggedModelInputNamed input => input.RunId == Id,
        _ => false,
    };

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count == 0)
            return;
        if (news.Events.Any(e => e.Data is ArtifactLogged or ArtifactRemoved))
            _files++;
        _revision++;
        await LoadAsync();
        StateHasChanged();
        await Task.Delay(Rhythm, Time);
    }

    private async Task LoadAsync()
    {
        while (await ReadAsync()) // something happened to a run inside this one before it was known to be one
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
        var (id, load) = (Id, ++_loads);
        using var read = _nested.Begin();
        var run = await Views.RunWithMetricsAsync(id);
        if (run is null)
        {
            _missing |= id == Id; // never there, or erased meanwhile
            return false;
        }
        var experiment = await Views.ExperimentAsync(run.Run.ExperimentId);
        var parent = run.Run.ParentRunId is { } outer ? await Views.RunAsync(outer) : null;
        var children = await Overview.NestedAsync(run.Run.ExperimentId, id, MostChildren);
        var models = await Models.OfRunAsync(id);
        var modelMetrics = models.Count == 0 ? null : await Models.MetricsAsync([.. models.Select(model => model.Id)], MostModelPoints);
        var used = models.Count == 0 ? FrozenSet<string>.Empty : (await Models.UsesAsync([id]))[id].Where(use => use.Step is null).Select(use => use.ModelId).ToFrozenSet(StringComparer.Ordinal);
        var inputs = run.Run.Inputs.Count == _inputs.Count ? _inputs : [.. (await Views.InputsAsync([id]))[id]];
        var hasConsole = _hasConsole || (await Console.PartsAsync(id)).Count > 0;
        if (id != Id || load < _shownLoad)
            return false; // another run was asked for meanwhile, or a later load of this one is shown already
        _shownLoad = load;
        _hasConsole = hasConsole;
        (_run, _experiment, _parent, _children, _models, _modelMetrics, _read, _inputs, _missing) = (run, experiment, parent, children, models, modelMetrics, used, inputs, false);
        return read.Take(children.Select(child => child.Run.Id)).Count > 0;
    }

    private string AddressOf(string tab) => tab == "overview" ? $"runs/{Id}" : $"runs/{Id}?tab={tab}";

    private async Task RenameAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(RenameDialog.Name)] = _run!.Run.Name };
        var (id, before) = (Id, _run.Run.Name);
        if (await Dialogs.OpenAsync<RenameDialog>("Rename this run", parameters, new DialogOptions { Width = "420px", CloseDialogOnOverlayClick = true }) is string name
            && await Toasts.TryUndoableAsync(() => Editor.RenameAsync(id, name), $"{before} is called {name}."))
            await LoadAsync();
    }

    private async Task DeleteAsync()
    {
        var id = Id;
        await Toasts.TryUndoableAsync(() => Editor.DeleteAsync([id]), $"{_run!.Run.Name} is deleted.");
        await LoadAsync();
    }

    private async Task RestoreAsync()
    {
        var id = Id;
        await Toasts.TryUndoableAsync(() => Editor.RestoreAsync([id]), $"{_run!.Run.Name} is restored.");
        await LoadAsync();
    }

    private async Task CopyIdAsync()
    {
        if (await Visitor.CopyAsync(Id))
            Toasts.Done("The run's id is on the clipboard.");
        else
            Toasts.Failed("The run's id is not copied.", $"This browser does not let the page do it. It is {Id}.");
    }
}
