using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Charts;
using Platform.Web.Live;

namespace Platform.Web.Compare;

/// <summary>Two to ten runs side by side.</summary>
public sealed partial class ComparePage
{
    private const int Most = 10;

    private IReadOnlyList<TrialView> _runs = [];
    private IReadOnlyList<string> _wanted = [];
    private RunComparison? _comparison;
    private string _metric = "validation_accuracy";
    private string? _problem;
    private bool _log;
    private bool _connected = true;

    /// <summary>Identities of the runs, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "ids")] public string? Ids { get; set; }

    [Inject] private PlatformViews Views { get; set; } = null!;

    private IReadOnlyList<string> CurveMetrics =>
        [.. _runs.SelectMany(r => r.Metrics.Keys).Concat(["validation_loss", "train_loss"]).Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal)];

    private IReadOnlyList<CurveLine> Lines =>
    [
        .. _runs.Select((run, i) => new CurveLine(
            run.Id, run.ReproducesTrialId is null ? $"Trial {run.Number}" : $"{run.Number}, again", run.Curve(_metric), "picked", i, $"runs/{run.Id}", Dashed: run.ReproducesTrialId is not null)),
    ];

    protected override async Task OnParametersSetAsync()
    {
        _wanted = [.. (Ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        (_problem, _comparison) = (null, null);
        await LoadAsync();
    }

    private bool Concerns(RecordedEvent recorded) => _wanted.Any(id => recorded.StreamId == StreamNames.Trial(id));

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count > 0)
            await LoadAsync();
    }

    private async Task LoadAsync()
    {
        if (_wanted.Count is < 2 or > Most)
        {
            _problem = $"Choose 2 to {Most} runs to compare: tick them in the trials table of a sweep.";
            return;
        }
        _runs = await Views.TrialsAsync(_wanted);
        if (_runs.Count < 2)
        {
            _problem = "There are no such runs in this database. Tick two or more in the trials table of a sweep.";
            return;
        }
        _comparison = RunComparison.Of(_runs);
        if (!CurveMetrics.Contains(_metric, StringComparer.Ordinal))
            _metric = CurveMetrics[0];
    }
}
