using Microsoft.AspNetCore.Components;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Layout;
using Platform.Web.Live;

namespace Platform.Web.Experiments;

/// <summary>The home page: every sweep with its progress, the silos and who waits for them.</summary>
public sealed partial class SweepsPage
{
    private const int Most = 200;
    private const int LatestRuns = 5;

    private static readonly (ExperimentStatus? Status, string Label)[] Filters =
    [
        (null, "All"), (ExperimentStatus.Running, "Running"), (ExperimentStatus.Paused, "Paused"), (ExperimentStatus.Completed, "Completed"),
        (ExperimentStatus.Cancelled, "Cancelled"),
    ];

    private IReadOnlyList<ExperimentView>? _sweeps;
    private IReadOnlyList<SiloView> _silos = [];
    private IReadOnlyList<QueueView> _queue = [];
    private Dictionary<string, IReadOnlyList<double>> _trends = new(StringComparer.Ordinal);
    private ExperimentStatus? _status;
    private IReadOnlyList<TrackedRun> _latest = [];
    private string? _text;
    private bool _connected = true;

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private LaneQueueView Queue { get; set; } = null!;

    [Inject] private SiloTable Silos { get; set; } = null!;

    [Inject] private TrackingOverview Overview { get; set; } = null!;

    [Inject] private SweepTrends Trends { get; set; } = null!;

    private IEnumerable<ExperimentView> Shown => _sweeps!.Where(s => (_status is null || s.Status == _status) && Matches(s));

    protected override Task OnInitializedAsync() => LoadAsync();

    // Epochs change nothing on this page; whatever else happens to a sweep or a run does.
    private static bool Concerns(RecordedEvent recorded) => recorded.Data is ExperimentEvent or RunCreated or RunUpdated or RunDeleted or RunRestored or TrialEvent and not EpochCompleted;

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count > 0)
            await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var sweeps = await Views.ExperimentsAsync(Most);
        var trends = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        foreach (var sweep in sweeps)
            trends[sweep.Id] = await Trends.OfAsync(sweep);
        _silos = await Silos.LiveAsync(SiloStatus.Within);
        await LookAtQueueAsync();
        _latest = await Overview.LatestRunsAsync(LatestRuns);
        (_trends, _sweeps) = (trends, sweeps);
    }

    private async Task LookAtQueueAsync() => _queue = await Queue.ReadAsync();

    private int CountOf(ExperimentStatus? status) => _sweeps!.Count(s => status is null || s.Status == status);

    private bool Matches(ExperimentView sweep) => string.IsNullOrWhiteSpace(_text)
        || new[] { sweep.Name, sweep.Id, sweep.Spec.Data, sweep.CreatedBy }.Any(s => s.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase));
}
