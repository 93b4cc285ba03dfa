using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;
using Platform.Core;
using Platform.Core.Erasures;
using Platform.Core.History;
using Platform.Web.Components;
using Platform.Web.Layout;

namespace Platform.Web.Experiments.TimeTravel;

/// <summary>
/// A sweep's past behind a slider. The place in it is the event's number in the address (<c>?at=</c>), so that it can be shared; the browser writes it when the slider rests. One seek is
/// under way at a time: while the thumb is dragged, the browser sends only the newest place.
/// </summary>
public sealed partial class TimeTravelBar
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);
    private static readonly int[] Speeds = [1, 5, 20, 100, 500, 2_000];

    private readonly Departure _gone = new();
    private readonly Queue<long> _placed = []; // the numbers that the page itself is writing into it
    private DotNetObjectReference<TimeTravelBar>? _self;
    private IJSObjectReference? _module;
    private ElementReference _range;
    private ReplayMoment? _moment;
    private ReplayEvent? _event;
    private EventSaid _said = new("", null, "");
    private IReadOnlyList<ReplayMark> _marks = [];
    private IReadOnlyList<MarkBin> _bins = [];
    private IReadOnlyList<(ReplayMarkKind Kind, int Count)> _kinds = [];
    private string? _problem;
    private long? _asked; // the number that the address had last
    private int _count;
    private int _read;
    private int _speed = 5;
    private int _plays;
    private int _openings;
    private bool _open;
    private bool _playing;
    private bool _attached;

    /// <summary>The sweep's identity.</summary>
    [Parameter, EditorRequired] public string Sweep { get; set; } = "";

    /// <summary>The event's number that the address names; null for the present.</summary>
    [Parameter] public long? At { get; set; }

    /// <summary>The moment to show; null for the present.</summary>
    [Parameter, EditorRequired] public EventCallback<ReplayMoment?> Travelled { get; set; }

    [Inject] private SweepReplays Replays { get; set; } = null!;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    /// <summary>To a place.</summary>
    [JSInvokable]
    public Task OnSeek(int position) => InvokeAsync(() => _open ? SeekAsync(position) : Task.CompletedTask);

    /// <summary>To the notable event before (−1) or after (1); answers the place.</summary>
    [JSInvokable]
    public async Task<int> OnJump(int direction)
    {
        await InvokeAsync(() => JumpAsync(direction));
        return _moment?.Position ?? 0;
    }

    /// <summary>The page itself writes the event's number into an address that comes: because the slider rests, or with something else that is in the address.</summary>
    [JSInvokable]
    public void OnPlaced(long sequence) => _placed.Enqueue(sequence);

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _gone.Dispose();
        _self?.Dispose();
        await _module.LeaveAsync();
    }

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    // A link to the moment that the address names already, from which the slider has moved on without resting. Addresses that the page writes by itself are not followed.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs to)
    {
        if (to.IsNavigationIntercepted && _open && At is { } number && number == _asked && _moment?.Sequence != number && Leads(to.Location, number))
            _ = InvokeAsync(() => OpenAsync(number));
    }

    private bool Leads(string location, long number) =>
        Navigation.ToAbsoluteUri(location) is var address && address.AbsolutePath.EndsWith($"/sweeps/{Sweep}", StringComparison.Ordinal)
        && QueryHelpers.ParseQuery(address.Query).TryGetValue("at", out var at) && at == number.ToString(CultureInfo.InvariantCulture);

    protected override async Task OnParametersSetAsync()
    {
        if (At == _asked)
            return;
        _asked = At;
        var own = IsOwn(At);
        if (At is { } number)
        {
            if (!own && !(_open && number == _moment?.Sequence))
                await OpenAsync(number);
        }
        else if (_open)
            await CloseAsync();
    }

    private bool IsOwn(long? number)
    {
        if (number is not { } at || !_placed.Contains(at))
        {
            _placed.Clear();
            return false;
        }
        while (_placed.Dequeue() != at)
        {
            // One that was overtaken does not come.
        }
        return true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_moment is null || !_open)
            return;
        try
        {
            _module ??= await Browser.InvokeAsync<IJSObjectReference>("import", "./js/time-travel.js");
            _self ??= DotNetObjectReference.Create(this);
            var opening = _openings;
            if (!_attached && _open && _moment is not null)
            {
                await _module.InvokeVoidAsync("attach", _range, _self);
                _attached = opening == _openings; // else the next opening has a slider of its own
            }
            if (_open && _moment is { } moment) // not closed meanwhile
                await _module.InvokeVoidAsync("show", _range, moment.Position, _count - 1, moment.Sequence, $"Event {moment.Sequence}: {_said.Title}");
        }
        catch (Exception left) when (left is JSDisconnectedException or ObjectDisposedException)
        {
            // The visitor left.
        }
    }

    private async Task OpenAsync(long? number)
    {
        (_open, _problem, _attached, _playing) = (true, null, false, false);
        _openings++;
        try
        {
            var opened = await Replays.AskAsync(
                Sweep, null, replay => Tuple.Create(replay.Count, replay.Marks.ToList(), number is { } n ? Math.Max(0, replay.PositionOf(n)) : replay.Count - 1), Progress, _gone.Token);
            if (opened is not var (count, marks, position))
                return; // the page says that there is no such sweep
            (_count, _marks) = (count, marks);
            _bins = MarkBin.Of(marks, count);
            _kinds = [.. marks.GroupBy(mark => mark.Kind).OrderBy(group => group.Key).Select(group => (group.Key, group.Count()))];
            await SeekAsync(position);
        }
        catch (Exception refused) when (refused is ErasedException or InvalidInputException)
        {
            _problem = refused.Message;
        }
        catch (OperationCanceledException) when (_gone.Happened)
        {
            // The visitor left.
        }
    }

    private void Progress(int events)
    {
        _read = events;
        _ = InvokeAsync(StateHasChanged);
    }

    private async Task SeekAsync(int position)
    {
        var from = _moment;
        // The events up to the last one of the slider have been read: no look at the journal, however the sweep goes on.
        Tuple<ReplayMoment, ReplayEvent>? found;
        try
        {
            found = await Replays.AskAsync(Sweep, 0, replay =>
            {
                var at = Math.Clamp(position, 0, replay.Count - 1);
                return Tuple.Create(replay.At(at, from?.Sweep.Id == Sweep ? from : null), replay.EventAt(at));
            }, stop: _gone.Token);
        }
        catch (Exception refused) when (refused is ErasedException or InvalidInputException)
        {
            (_problem, _playing) = (refused.Message, false); // erased meanwhile
            return;
        }
        if (found is null || !_open)
            return;
        (_moment, _event) = found;
        _said = EventSaid.Of(_event, _moment);
        StateHasChanged(); // the bar first: the page below has more to draw
        await Travelled.InvokeAsync(_moment);
    }

    private ReplayMark? Next(int direction) => _moment is not { Position: var here } ? null
        : direction > 0 ? _marks.FirstOrDefault(mark => mark.Position > here) : _marks.LastOrDefault(mark => mark.Position < here);

    private Task JumpAsync(int direction) => Next(direction) is { } mark ? SeekAsync(mark.Position) : Task.CompletedTask;

    private async Task PlayAsync()
    {
        _playing = !_playing;
        if (!_playing || _moment is null)
            return;
        if (_moment.Position == _count - 1)
            await SeekAsync(0);
        try
        {
            var play = ++_plays;
            for (var owed = 0.0; play == _plays && _playing && _open && _moment is { } moment && moment.Position < _count - 1;)
            {
                await Task.Delay(Beat, Time, _gone.Token);
                owed += _speed * Beat.TotalSeconds;
                if (play != _plays || !_playing || owed < 1)
                    continue;
                await SeekAsync(Math.Min(_count - 1, _moment.Position + (int)owed));
                owed -= (int)owed;
            }
            if (play == _plays)
                _playing = false;
        }
        catch (OperationCanceledException) when (_gone.Happened)
        {
            // The visitor left.
        }
    }

    // The address names the moment for a while yet: what was asked for with it is not to be opened again.
    private async Task CloseAsync()
    {
        (_open, _playing, _moment, _event) = (false, false, null, null);
        await Travelled.InvokeAsync(null);
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("at", (long?)null), replace: true);
    }
}
