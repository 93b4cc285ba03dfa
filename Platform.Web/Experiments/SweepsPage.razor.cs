using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;

namespace Platform.Web.Experiments;

/// <summary>The home page: every sweep with its progress, the silos and who waits for them.</summary>
public sealed partial class SweepsPage : IAsyncDisposable
{
    private static readonly (ExperimentStatus? Status, string Label)[] Filters =
    [
        (null, "All"), (ExperimentStatus.Running, "Running"), (ExperimentStatus.Paused, "Paused"), (ExperimentStatus.Completed, "Completed"),
        (ExperimentStatus.Cancelled, "Cancelled"),
    ];

    private HomeView? _home;
    private (IReadOnlyList<ExperimentView> Sweeps, IReadOnlyDictionary<string, IReadOnlyList<double>> Trends)? _more; // asked for beyond what everybody sees
    private bool _busy;
    private IReadOnlyList<SiloView> _silos = [];
    private IReadOnlyList<QueueView> _queue = [];
    private OwnAddresses? _addresses;
    private ExperimentStatus? _status;
    private IJSObjectReference? _module;
    private DateTimeOffset? _since;
    private string? _text;
    private bool _connected = true;
    private bool _left;

    [SupplyParameterFromQuery(Name = "status")] private string? StatusAsked { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? TextAsked { get; set; }

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private HomeReader Reader { get; set; } = null!;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    // Of what both know, what everybody sees is the newer.
    private IReadOnlyList<ExperimentView>? Sweeps => _archived ? _away.Sweeps : _home is null || _more is null ? _home?.Sweeps : [.. _home.Sweeps.UnionBy(_more.Value.Sweeps, sweep => sweep.Id)];

    private IReadOnlyDictionary<string, IReadOnlyList<double>> Trends =>
        _archived ? _away.Trends : _more is null ? _home!.Trends : _home!.Trends.UnionBy(_more.Value.Trends, trend => trend.Key).ToDictionary(StringComparer.Ordinal);

    private int Total => _home!.Counts.Values.Sum();

    private IEnumerable<ExperimentView> Shown => Sweeps!.Where(s => (_status is null || s.Status == _status) && Matches(s));

    public ValueTask DisposeAsync()
    {
        _left = true;
        return _module.LeaveAsync("gone");
    }

    protected override async Task OnInitializedAsync()
    {
        await LookAtFleetAsync();
        var home = await Reader.ReadAsync();
        _home ??= home; // what was read because of news is newer
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!(_addresses ??= new OwnAddresses(Navigation, Visitor)).HasFollowedLink())
            return;
        (_status, _text) = (Enum.TryParse<ExperimentStatus>(StatusAsked, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null, TextAsked);
        _archived = StatusAsked == Away;
        await LookAwayAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            var module = await Browser.InvokeAsync<IJSObjectReference>("import", "./js/home.js");
            if (_left)
            {
                await module.DisposeAsync();
                return;
            }
            _module = module;
            await TakeSinceAsync("visit");
        }
        catch (Exception left) when (left is JSDisconnectedException or ObjectDisposedException)
        {
            // The visitor left.
        }
    }

    // Epochs change nothing on this page; whatever else happens to a sweep or a run does.
    private static bool Concerns(RecordedEvent recorded) => recorded.Data is ExperimentEvent or RunCreated or RunUpdated or RunDeleted or RunRestored or TrialEvent and not EpochCompleted;

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count == 0)
            return;
        _home = await Reader.ReadAsync(news.Events[^1].Sequence);
        if (news.Events.Any(e => e.Data is ExperimentArchived or ExperimentRestored or ExperimentErased))
            await LookAwayAsync();
        if (_more is not { } more || _busy)
            return;
        var again = await Reader.NewestAsync(more.Sweeps.Count);
        if (ReferenceEquals(_more?.Sweeps, more.Sweeps))
            _more = again; // otherwise more were asked for meanwhile
    }

    private async Task MoreAsync()
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            if (_archived)
                _away = await Reader.NewestAsync(Sweeps!.Count + Reader.MostSweeps, archived: true);
            else
                _more = await Reader.NewestAsync(Sweeps!.Count + Reader.MostSweeps);
        }
        finally
        {
            _busy = false;
        }
    }

    private Task ChooseAsync(ExperimentStatus? status)
    {
        (_status, _archived) = (status, false);
        return KeepAsync();
    }

    // What is looked for stands in the address, so that the way back from a sweep leads to the same list.
    private Task KeepAsync() => _addresses!.WriteAsync(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["status"] = _archived ? Away : _status?.ToString().ToLowerInvariant(), ["q"] = string.IsNullOrWhiteSpace(_text) ? null : _text,
    });

    private async Task LookAtFleetAsync() => (_silos, _queue) = await Reader.FleetAsync();

    private Task SeenAsync() => TakeSinceAsync("look");

    private async Task TakeSinceAsync(string function)
    {
        var text = await _module!.InvokeAsync<string?>(function);
        _since = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var since) ? since : null;
        StateHasChanged();
    }

    private int CountOf(ExperimentStatus? status) => status is { } one ? _home!.Counts.GetValueOrDefault(one) : Total;

    private bool Matches(ExperimentView sweep) => string.IsNullOrWhiteSpace(_text)
        || new[] { sweep.Name, sweep.Id, sweep.Spec.Data, sweep.CreatedBy }.Any(s => s.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase));
}
