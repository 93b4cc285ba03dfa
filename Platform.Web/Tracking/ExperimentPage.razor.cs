using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;
using Radzen;

namespace Platform.Web.Tracking;

/// <summary>The runs of one tracked experiment: searched, ordered and paged by the server; the address holds what is shown.</summary>
public sealed partial class ExperimentPage
{
    /// <summary>Runs read at once.</summary>
    public const int PageSize = 100;

    // A longer table is followed row by row; up to here all that is loaded is asked for again.
    private const int MostAskedAgain = 2_000;

    // A training that logs ten times a second must not have the table read ten times a second, a long one less often still.
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongRhythm = TimeSpan.FromSeconds(4);

    private static readonly (RunStatus? Status, string Label)[] Statuses =
        [(null, "All"), (RunStatus.Running, "Running"), (RunStatus.Finished, "Finished"), (RunStatus.Failed, "Failed"), (RunStatus.Killed, "Killed")];

    // Addresses that the page itself has asked the browser for and not heard of yet: until then more may have been asked, and they are old news.
    private readonly Queue<string> _ownAddresses = new();
    private readonly FollowedIds _followed = new(); // the runs of the table
    private TrackedExperiment? _experiment;
    private RunTableQuestion? _question;
    private RunTableQuestion? _answered; // the question that the rows are of
    private FilterProblem? _problem;
    private IReadOnlyList<RunField> _fields = [];
    private IReadOnlyList<RunColumn> _columns = [];
    private IReadOnlyList<RunGroup> _groups = [];
    private List<RunRow> _rows = [];
    private HashSet<string> _picked = new(StringComparer.Ordinal);
    private string? _next;
    private string? _loaded;
    private int _total;
    private int _totalAtLoad;
    private int _loads;
    private DateTimeOffset _now;
    private bool _busy;
    private bool _behind;
    private bool _missing;
    private bool _connected = true;

    [Parameter] public string Id { get; set; } = "";

    [SupplyParameterFromQuery] public string? Filter { get; set; }

    [SupplyParameterFromQuery] public string? Status { get; set; }

    [SupplyParameterFromQuery] public string? Order { get; set; }

    [SupplyParameterFromQuery(Name = "column")] public string[]? ColumnNames { get; set; }

    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public string? Group { get; set; }

    [SupplyParameterFromQuery] public string? Measure { get; set; }

    [SupplyParameterFromQuery] public string? Saved { get; set; }

    [Inject] private TrackingViews Views { get; set; } = null!;

    [Inject] private RunSearch Search { get; set; } = null!;

    [Inject] private TrackingOverview Overview { get; set; } = null!;

    [Inject] private RunEditor Editor { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private ArtifactRetention Retention { get; set; } = null!;

    [Inject] private ErasurePolicy Policy { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private bool Filtered => !string.IsNullOrWhiteSpace(_question!.Filter) || _question.Status is not null;

    private string Counted => _problem is not null ? "the filter cannot be read" : Show.Count(_total, "run") + (Filtered ? " found" : _question!.Deleted ? " deleted" : "");

    // Runs that a table too long to be asked for again does not show yet.
    private int More => _rows.Count > MostAskedAgain ? Math.Max(0, _total - _totalAtLoad) : 0;

    // Nobody acts on ticks that the table does not show: they stay for when the filter lets their runs in again.
    private IReadOnlyList<string> Chosen => [.. _rows.Select(r => r.Id).Where(_picked.Contains)];

    private string Hint => Chosen.Count switch
    {
        0 => "Tick runs to compare or delete them.",
        1 => "Tick one more run to compare.",
        > CompareRunsPage.Most => $"At most {CompareRunsPage.Most} runs can be compared; untick {Chosen.Count - CompareRunsPage.Most}.",
        _ => $"{Chosen.Count} runs chosen.",
    };

    private IReadOnlyList<string> Examples =>
    [
        .. _fields.Where(f => f.Kind == RunFieldKind.Metric && !f.Key.StartsWith(UsualColumns.System, StringComparison.Ordinal)).Take(1).Select(f => $"{RunColumn.Of(f).FilterText} > 0.5"),
        .. _fields.Where(f => f.Kind == RunFieldKind.Metric && !f.Key.StartsWith(UsualColumns.System, StringComparison.Ordinal)).Take(1).Select(f => $"best({RunColumn.Of(f).FilterText}) > 0.5 OR status = failed"),
        .. _fields.Where(f => f.Kind == RunFieldKind.Param).Take(1).Select(f => $"NOT ({RunColumn.Of(f).FilterText} IS NULL) AND start_time > now-7d"),
        "duration > 10m AND run_name ILIKE '%a%'",
    ];

    protected override async Task OnParametersSetAsync()
    {
        if (_experiment?.Id != Id)
        {
            var load = ++_loads;
            _ownAddresses.Clear();
            (_experiment, _answered, _loaded, _rows, _undoView, _picked) = (null, null, null, [], null, new HashSet<string>(StringComparer.Ordinal));
            _followed.Clear();
            await Task.Yield(); // the page's feed hears from here on
            var experiment = await Views.ExperimentWithViewsAsync(Id);
            if (load != _loads)
                return;
            (_experiment, _missing) = (experiment, experiment is null);
        }
        if (_experiment is null)
            return;
        var question = Asked(_experiment);
        var address = question.ToAddress();
        if (IsOwn(address))
            return;
        _ownAddresses.Clear(); // what this page asked for before is heard after this one, and then shown anew
        if (_loaded != address)
            await LoadAsync(question);
    }

    private bool IsOwn(string address)
    {
        if (!_ownAddresses.Contains(address))
            return false;
        while (_ownAddresses.Dequeue() != address)
        {
            // One that was overtaken is not heard of.
        }
        return true;
    }

    private bool Concerns(RecordedEvent recorded) => recorded.Data switch
    {
        RunCreated created => created.ExperimentId == Id,
        RunDeleted or RunRestored => true, // one that the table does not show may come into it, and the event does not say whose it is
        RunEvent => _followed.Hears(recorded.StreamId[StreamNames.Run("").Length..]),
        TrackedExperimentEvent => recorded.StreamId == StreamNames.Tracking(Id),
        _ => false,
    };

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (_question is null || news.Events.Count == 0)
            return;
        if (news.Events.Any(e => e.Data is TrackedExperimentEvent))
        {
            var experiment = await Views.ExperimentWithViewsAsync(Id);
            _experiment = experiment?.Id == Id ? experiment : _experiment;
            _missing |= experiment is null; // erased
        }
        await RefreshAsync([.. news.Events.Where(e => e.Data is RunEvent).Select(e => e.StreamId[StreamNames.Run("").Length..]).Distinct(StringComparer.Ordinal)]);
        StateHasChanged();
        await Task.Delay(_rows.Count <= PageSize ? Rhythm : LongRhythm, Time);
    }

    private async Task ReloadAsync() => await LoadAsync(_question!);

    private async Task AskAsync(RunTableQuestion question)
    {
        question = Compared(question);
        var present = Navigation.Uri;
        if (!await LoadAsync(question))
            return;
        _ownAddresses.Enqueue(question.ToAddress());
        await Visitor.ReplaceAddressAsync(present, question.ToAddress());
    }

    private async Task ChooseColumnsAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ColumnsDialog.Fields)] = _fields, [nameof(ColumnsDialog.Columns)] = _columns };
        if (await Dialogs.OpenAsync<ColumnsDialog>("Columns", parameters, new DialogOptions { Width = "460px", CloseDialogOnOverlayClick = true }) is IReadOnlyList<RunColumn> columns)
            await AskAsync(_question! with { Columns = columns });
    }

    private void Compare() => Navigation.NavigateTo(CompareRunsPage.AddressOf(Chosen));

    private async Task DeleteAsync()
    {
        var chosen = Chosen;
        await MoveAsync(chosen, () => Editor.DeleteAsync(chosen), $"{Show.Count(chosen.Count, "run")} deleted. {Policy.Words(Retention)}");
    }

    private async Task RestoreAsync()
    {
        var chosen = Chosen;
        await MoveAsync(chosen, () => Editor.RestoreAsync(chosen), $"{Show.Count(chosen.Count, "run")} restored.");
    }

    private async Task MoveAsync(IReadOnlyList<string> chosen, Func<Task<Func<Task>>> command, string done)
    {
        if (await Toasts.TryUndoableAsync(command, done))
            _picked.ExceptWith(chosen);
        await ReloadAsync();
    }
}
