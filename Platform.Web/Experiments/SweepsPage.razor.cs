using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Components;
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
    private IReadOnlyList<SiloView> _silos = [];
    private IReadOnlyList<QueueView> _queue = [];
    private ExperimentStatus? _status;
    private IJSObjectReference? _module;
    private DateTimeOffset? _since;
    private string? _text;
    private bool _connected = true;
    private bool _left;

    [Inject] private HomeReader Reader { get; set; } = null!;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private IReadOnlyList<ExperimentView>? Sweeps => _home?.Sweeps;

    private IEnumerable<ExperimentView> Shown => Sweeps!.Where(s => (_status is null || s.Status == _status) && Matches(s));

    public ValueTask DisposeAsync()
    {
        _left = true;
        return _module.LeaveAsync("gone");
    }

    protected override async Task OnInitializedAsync()
    {
        await LookAtFleetAsync();
        _home = await Reader.ReadAsync();
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
        if (news.Events.Count > 0)
            _home = await Reader.ReadAsync(news.Events[^1].Sequence);
    }

    private async Task LookAtFleetAsync() => (_silos, _queue) = await Reader.FleetAsync();

    private Task SeenAsync() => TakeSinceAsync("look");

    private async Task TakeSinceAsync(string function)
    {
        var text = await _module!.InvokeAsync<string?>(function);
        _since = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var since) ? since : null;
        StateHasChanged();
    }

    private int CountOf(ExperimentStatus? status) => Sweeps!.Count(s => status is null || s.Status == status);

    private bool Matches(ExperimentView sweep) => string.IsNullOrWhiteSpace(_text)
        || new[] { sweep.Name, sweep.Id, sweep.Spec.Data, sweep.CreatedBy }.Any(s => s.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase));
}
