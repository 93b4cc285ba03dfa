using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Platform.Web.Components;
using Platform.Web.Live;
using Radzen;

namespace Platform.Web.Tracking;

/// <summary>One run of another program, live while it goes on: what it was, its curves, its files, everything that happened.</summary>
public sealed partial class TrackedRunPage
{
    private const int MostChildren = 200;

    // Charts are read anew with each helping of news: once a second is as fast as anybody reads them.
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    private volatile FrozenSet<string> _childIds = [];
    private RunWithMetrics? _run;
    private TrackedExperiment? _experiment;
    private TrackedRun? _parent;
    private IReadOnlyList<RunWithMetrics> _children = [];
    private IReadOnlyList<LoggedModelView> _models = [];
    private IReadOnlyList<RunInput> _inputs = [];
    private string? _loaded;
    private int _revision;
    private int _files;
    private bool _missing;
    private bool _connected = true;

    [Parameter, EditorRequired] public string Id { get; set; } = "";

    /// <summary>overview, charts, system, files or events.</summary>
    [Parameter] public string? Tab { get; set; }

    /// <summary>The file that is shown among the files.</summary>
    [Parameter] public string? File { get; set; }

    [Inject] private TrackingViews Views { get; set; } = null!;

    [Inject] private TrackingOverview Overview { get; set; } = null!;

    [Inject] private LoggedModelViews Models { get; set; } = null!;

    [Inject] private RunEditor Editor { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private bool Deleted => _run!.Run.Lifecycle == Lifecycle.Deleted;

    private string Shown => Tabs.Any(t => t.Key == Tab) ? Tab! : "overview";

    private IReadOnlyList<string> ModelKeys => [.. _run!.Metrics.Select(m => m.Key).Where(key => !key.StartsWith(UsualColumns.System, StringComparison.Ordinal))];

    private IReadOnlyList<string> SystemKeys => [.. _run!.Metrics.Select(m => m.Key).Where(key => key.StartsWith(UsualColumns.System, StringComparison.Ordinal))];

    private IEnumerable<(string Key, string Title, int Count)> Tabs =>
        [("overview", "Overview", 0), ("charts", "Charts", ModelKeys.Count), ("system", "System", SystemKeys.Count), ("files", "Files", 0), ("events", "Events", 0)];

    private string Duration => _run!.Run switch
    {
        { EndTime: { } end } run => "took " + Show.Duration(TimeSpan.FromMilliseconds(Math.Max(0, end - run.StartTime))),
        { Status: RunStatus.Running } run => "running for " + Show.Duration(TimeSpan.FromMilliseconds(Math.Max(0, Time.GetUtcNow().ToUnixTimeMilliseconds() - run.StartTime))),
        _ => "",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Id)
            return;
        _loaded = Id;
        (_run, _experiment, _parent, _childIds, _inputs) = (null, null, null, [], []);
        await LoadAsync();
        _missing = _run is null;
    }

    private bool Concerns(RecordedEvent recorded) => recorded.Data switch
    {
        RunCreated created => created.ParentRunId == Id || created.RunId == Id,
        RunEvent => recorded.StreamId == StreamNames.Run(Id) || _childIds.Contains(recorded.StreamId[StreamNames.Run("").Length..]),
        LoggedModelCreated model => model.RunId == Id,
        LoggedModelOutputNamed output => output.RunId == Id,
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
        if (await Views.RunWithMetricsAsync(Id) is not { } run)
            return;
        _experiment = await Views.ExperimentAsync(run.Run.ExperimentId);
        _parent = run.Run.ParentRunId is { } parent ? await Views.RunAsync(parent) : null;
        _children = await Overview.NestedAsync(run.Run.ExperimentId, Id, MostChildren);
        _childIds = _children.Select(child => child.Run.Id).ToFrozenSet(StringComparer.Ordinal);
        _models = await Models.OfRunAsync(Id);
        if (run.Run.Inputs.Count != _inputs.Count)
            _inputs = [.. (await Views.InputsAsync([Id]))[Id]];
        _run = run;
    }

    private string AddressOf(string tab) => tab == "overview" ? $"runs/{Id}" : $"runs/{Id}?tab={tab}";

    private async Task RenameAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(RenameDialog.Name)] = _run!.Run.Name };
        if (await Dialogs.OpenAsync<RenameDialog>("Rename this run", parameters, new DialogOptions { Width = "420px", CloseDialogOnOverlayClick = true }) is string name
            && await Toasts.TryAsync(() => Editor.RenameAsync(Id, name), "Renamed."))
            await LoadAsync();
    }

    private async Task DeleteAsync()
    {
        await Toasts.TryAsync(() => Editor.DeleteAsync([Id]));
        await LoadAsync();
    }

    private async Task RestoreAsync()
    {
        await Toasts.TryAsync(() => Editor.RestoreAsync([Id]), "Restored.");
        await LoadAsync();
    }
}
