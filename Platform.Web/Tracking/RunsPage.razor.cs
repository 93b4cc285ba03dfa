using Microsoft.AspNetCore.Components;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;

namespace Platform.Web.Tracking;

/// <summary>The experiments that programs log to, and the runs that came last.</summary>
public sealed partial class RunsPage
{
    private const int Latest = 8;

    // Counting all runs is cheap, but not ten times a second.
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    private static readonly RunTotals Nothing = new(0, 0, 0);

    private IReadOnlyList<TrackedExperiment>? _experiments;
    private IReadOnlyDictionary<string, RunTotals> _totals = new Dictionary<string, RunTotals>(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _names = new Dictionary<string, string>(StringComparer.Ordinal);
    private IReadOnlyList<TrackedRun> _latest = [];
    private OwnAddresses? _addresses;
    private string? _text;
    private int _loads;
    private int _shownLoad;
    private bool _deleted;
    private bool _connected = true;

    [SupplyParameterFromQuery(Name = "q")] private string? TextAsked { get; set; }

    [SupplyParameterFromQuery(Name = "view")] private string? ViewAsked { get; set; }

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TrackingViews Views { get; set; } = null!;

    [Inject] private TrackingOverview Overview { get; set; } = null!;

    [Inject] private TrackingStore Store { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private ICollection<TrackedExperiment> Shown =>
        [.. _experiments!.Where(e => string.IsNullOrWhiteSpace(_text) || e.Name.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase)).OrderByDescending(e => TotalsOf(e).Latest)];

    protected override async Task OnParametersSetAsync()
    {
        if (!(_addresses ??= new OwnAddresses(Navigation, Visitor)).HasFollowedLink())
            return;
        (_text, _deleted) = (TextAsked, ViewAsked == "deleted");
        await Task.Yield(); // the page's feed hears from here on
        await LoadAsync();
    }

    // Points of metrics change nothing here.
    private static bool Concerns(RecordedEvent recorded) => recorded.Data is TrackedExperimentEvent or RunCreated or RunUpdated or RunDeleted or RunRestored;

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count == 0)
            return;
        await LoadAsync();
        StateHasChanged();
        await Task.Delay(Rhythm, Time);
    }

    private async Task LoadAsync()
    {
        var (load, deleted) = (++_loads, _deleted);
        var experiments = await Views.ExperimentsAsync(deleted ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly);
        var totals = await Overview.TotalsAsync();
        var latest = await Overview.LatestRunsAsync(Latest);
        if (deleted != _deleted || load < _shownLoad)
            return; // the others are asked for by now, or a later load is shown already
        _shownLoad = load;
        (_totals, _latest) = (totals, latest);
        _names = experiments.ToDictionary(e => e.Id, e => e.Name, StringComparer.Ordinal);
        _experiments = experiments;
    }

    private RunTotals TotalsOf(TrackedExperiment experiment) => _totals.GetValueOrDefault(experiment.Id, Nothing);

    private Task ToggleDeletedAsync()
    {
        _deleted = !_deleted;
        return Task.WhenAll(KeepAsync(), LoadAsync());
    }

    // What is looked for stands in the address, so that the way back from an experiment leads to the same list.
    private Task KeepAsync() => _addresses!.WriteAsync(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["q"] = string.IsNullOrWhiteSpace(_text) ? null : _text, ["view"] = _deleted ? "deleted" : null,
    });

    private async Task RestoreAsync(TrackedExperiment experiment)
    {
        await Toasts.TryAsync(
            () => Store.ApplyAsync(experiment.Id, new RestoreTrackedExperiment { At = Time.GetUtcNow() }),
            $"{experiment.Name} is restored.",
            () => Store.ApplyAsync(experiment.Id, new DeleteTrackedExperiment { At = Time.GetUtcNow() }));
        await LoadAsync();
    }
}
