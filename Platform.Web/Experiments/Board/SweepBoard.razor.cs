using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Components;
using Platform.Web.Layout;
using Search;

namespace Platform.Web.Experiments.Board;

/// <summary>
/// Holds what the page's address asks for and keeps the browser's copy of the trials up to date. While a brush moves, nothing comes here: the browser filters by
/// itself and tells when the brush rests.
/// </summary>
public sealed partial class SweepBoard : IAsyncDisposable
{
    private BoardFeed _feed = new();
    private readonly HashSet<string> _metrics = new(StringComparer.Ordinal);
    private ElementReference _root;
    private IJSObjectReference? _module;
    private DotNetObjectReference<SweepBoard>? _self;
    private BoardQuestion _question = new();
    private BoardSettings? _settings;
    private SearchSpace? _space;
    private IReadOnlyList<TrialView> _seen = [];
    private IReadOnlyList<BoardAxis> _axes = [];
    private IReadOnlyList<TrialColumn> _all = [];
    private IReadOnlyList<TrialColumn> _columns = [];
    private IReadOnlyList<TrialGroup> _sums = [];
    private TrialGroups _groups = TrialGroups.Nothing;
    private Func<TrialView, bool> _passes = _ => true;
    private string? _problem;
    private int[] _order = [];
    private int[] _pinned = [];
    private int[] _picked = [];
    private int _inside;
    private Task<(IJSObjectReference Module, string? Has)>? _script;
    private bool _open; // in the browser
    private bool _drawn;
    private bool _drawing;
    private bool _left;

    [Parameter, EditorRequired] public ExperimentView Sweep { get; set; } = null!;

    /// <summary>The sweep's own trials by number. Another list when one of them has changed, with the unchanged ones in it as they were.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<TrialView> Trials { get; set; } = [];

    [Parameter, EditorRequired] public SearchSpace Space { get; set; } = null!;

    /// <summary>The last epoch of the curves' axis, so that it does not move while they grow.</summary>
    [Parameter] public int MaxEpochs { get; set; }

    /// <summary>The number of the event as of which the page shows the sweep; null for the present.</summary>
    [Parameter] public long? At { get; set; }

    /// <summary>Told the number of the event of the past that goes into the address with what is asked for.</summary>
    [Parameter] public Action<long>? Placing { get; set; }

    /// <summary>What stands below the charts.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    [Inject] private BoardScript Script { get; set; } = null!;

    [Inject] private BrowserLine Line { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private EpochTimes Times { get; set; } = null!;

    [Inject] private BoardSnapshots Snapshots { get; set; } = null!;

    private bool Past => At is not null;

    private Objective Objective => Sweep.Spec.Objective;

    private IReadOnlyList<string> Metrics => SweepSeries.Metrics(_metrics, Objective.Metric);

    protected override void OnInitialized() => _question = BoardQuestion.Parse(new Uri(Navigation.Uri).Query);

    protected override void OnParametersSet()
    {
        var (newSpace, newTrials) = (!ReferenceEquals(Space, _space), !ReferenceEquals(Trials, _seen));
        if (newSpace)
            (_space, _axes, _all) = (Space, BoardAxis.Of(Space, Objective), []);
        if (newTrials)
            NoteMetrics();
        if (_all.Count == 0)
            _all = TrialColumns.All(Space, Objective, Metrics);
        var settings = new BoardSettings(Sweep.Id, Objective.Direction == Direction.Maximize, NumberOf(Sweep.BestTrialId), Sweep.Spec.Trials, _question.Fixed, Past);
        if (settings != _settings)
            _settings = settings;
        if (newSpace || newTrials)
            Arrange();
        if (!_open || Past)
            _ = TellSoonAsync();
    }

    // What could not be told before: the browser has drawn the page now.
    protected override Task OnAfterRenderAsync(bool firstRender)
    {
        _drawn = true;
        return TellAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _left = true;
        _self?.Dispose();
        try
        {
            if (_module is not null)
                await _module.InvokeVoidAsync("close", _root);
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone.
        }
    }

    // Calls of the browser follow what it draws in their order: right behind the drawing they need not wait until it is acknowledged, so that a moment of the past is drawn in one
    // frame. Later news of the present does wait: while the connection is away drawings are kept for the browser, calls are not.
    private async Task TellSoonAsync()
    {
        try
        {
            await Task.Yield();
            await TellAsync();
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error);
        }
    }

    private async Task TellAsync()
    {
        if (_drawing || _left || _root.Id is null || Line.Down.IsCancellationRequested)
            return;
        _drawing = true;
        try
        {
            if (!_open && !await OpenAsync() && !(_drawn && await OpenAsync()))
                return;
            while (await NewsAsync() is { } news)
                await _module!.InvokeVoidAsync("feed", Line.Down, _root, news);
        }
        catch (Exception left) when (left is JSDisconnectedException or ObjectDisposedException)
        {
            // The visitor left; there is nothing to draw on.
        }
        catch (OperationCanceledException)
        {
            // The browser has gone, or has not answered for long: nobody knows what it has heard. Told again as soon as it has drawn once more.
            (_open, _script, _feed) = (false, null, new BoardFeed());
            StateHasChanged();
        }
        finally
        {
            _drawing = false;
        }
    }

    // False if the browser has no place for it yet.
    private async Task<bool> OpenAsync()
    {
        var (module, has) = await (_script ??= Script.OfAsync(Past ? null : Sweep.Id)).WaitAsync(Line.Down);
        if (_left)
            return false;
        (_module, _self) = (module, _self ?? DotNetObjectReference.Create(this));
        var opened = module.InvokeAsync<bool>("open", Line.Down, _root, _self, has).AsTask();
        // The past has a story of its own; of the present the browser may have most already.
        if (has is not null && Snapshots.Find(has) is { } snapshot)
            _feed.Begin(snapshot, Picture(), Sweep.Changes.Count);
        var told = _feed.Next(Picture()) is { } news ? module.InvokeVoidAsync("feed", Line.Down, _root, news).AsTask() : Task.CompletedTask; // right behind, without waiting for the answer
        _open = await opened;
        await told;
        if (!_open)
            (_script, _feed) = (null, new BoardFeed()); // nobody has heard it
        return _open;
    }

    /// <summary>The brushes rest.</summary>
    [JSInvokable]
    public Task OnBrushed(BoardBrush[] brushes) => InvokeAsync(() =>
    {
        _feed.Heard(brushes);
        return AskAsync(_question with { Brushes = brushes });
    });

    /// <summary>The trials with these numbers are chosen.</summary>
    [JSInvokable]
    public Task OnPicked(int[] numbers) => InvokeAsync(() =>
    {
        _picked = numbers;
        StateHasChanged();
    });

    /// <summary>The trial is to stay on top, or no longer.</summary>
    [JSInvokable]
    public Task OnPinned(int number) => InvokeAsync(() =>
        AskAsync(_question with { Pinned = _question.Pinned.Contains(number) ? [.. _question.Pinned.Where(n => n != number)] : [.. _question.Pinned, number] }));

    // A render that comes while the browser is told is told with the next news: none are left only when neither the trials nor their times have any.
    private async Task<object?> NewsAsync()
    {
        if (_feed.Next(Picture()) is { } news)
            return news;
        return _question.Axis == "epoch" ? null : await Times.NewsAsync(_seen, _feed);
    }

    private BoardPicture Picture() => new(Trials, _axes, _columns, _order, _pinned, _question.Metric ?? Objective.Metric, _groups, _question.Brushes, _settings!);

    // The address may still name the moment before the one that is shown.
    private Task AskAsync(BoardQuestion question)
    {
        Type(question);
        if (At is { } at)
            Placing?.Invoke(at);
        var fields = question.ToQuery();
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(Past ? new Dictionary<string, object?>(fields, StringComparer.Ordinal) { ["at"] = At } : fields), replace: true);
        return Task.CompletedTask;
    }

    // Follows what is typed; the address follows when it is done.
    private void Type(BoardQuestion question)
    {
        _question = question;
        _settings = _settings! with { Fixed = question.Fixed };
        Arrange();
        StateHasChanged();
    }

    private void NoteMetrics()
    {
        var known = _metrics.Count;
        for (var i = 0; i < Trials.Count; i++)
        {
            if (i >= _seen.Count || !ReferenceEquals(Trials[i], _seen[i]))
                _metrics.UnionWith(Trials[i].Metrics.Keys);
        }
        _seen = Trials;
        if (_metrics.Count != known)
            _all = [];
    }

    private void Arrange()
    {
        var (passes, problem) = TrialFilter.Parse(_question.Filter, _all);
        _problem = problem;
        _passes = passes ?? _passes; // a filter that is being typed leaves the table as it is
        var sort = _all.FirstOrDefault(c => c.Key == _question.Sort) ?? _all[0];
        _order = TrialOrder.Of(Trials, _passes, sort, _question.Ascending);
        _pinned = [.. _question.Pinned.Select(Place).Where(place => place >= 0)];
        var columns = Chosen();
        if (!columns.SequenceEqual(_columns))
            _columns = columns;
        var group = _all.FirstOrDefault(c => c.Key == _question.Group);
        _groups = group is null ? TrialGroups.Nothing : TrialGroups.By(Trials, group);
        var counts = Counting();
        _inside = counts.Count(inside => inside);
        _sums = group is null ? [] : _groups.Sum(Trials, group, Objective, place => counts[place]);
    }

    private List<TrialColumn> Chosen()
    {
        var keys = _question.Columns ?? TrialColumns.Usual(Space);
        var chosen = keys.Select(key => _all.FirstOrDefault(c => c.Key == key)).OfType<TrialColumn>().Distinct().ToList();
        return [.. chosen.Where(c => _question.Fixed.Contains(c.Key)), .. chosen.Where(c => !_question.Fixed.Contains(c.Key))];
    }

    private bool[] Counting()
    {
        var counts = new bool[Trials.Count];
        List<(BoardAxis Axis, bool Last, BoardBrush Brush)> tests =
            [.. _question.Brushes.SelectMany(b => _axes.Where(a => a.Name == b.Axis).Take(1).Select(a => (a, ReferenceEquals(a, _axes[^1]), b)))];
        foreach (var place in _order)
            counts[place] = tests.TrueForAll(test => test.Axis.Of(Trials[place], test.Last) is var value && value >= test.Brush.Low && value <= test.Brush.High);
        return counts;
    }

    // Trials are numbered from 1 without gaps.
    private int Place(int number) => number <= Trials.Count && Trials[number - 1].Number == number ? number - 1 : -1;

    private int NumberOf(string? trialId) => trialId is null ? 0 : Trials.FirstOrDefault(t => t.Id == trialId)?.Number ?? 0;

    private Task ClearPickedAsync()
    {
        _picked = [];
        return _module?.InvokeVoidAsync("feed", _root, new { picked = _picked }).AsTask() ?? Task.CompletedTask;
    }

    // The trials of a group: its range becomes a brush where there is an axis, and a condition where there is none.
    private Task NarrowAsync(TrialGroup group)
    {
        var axis = _axes.FirstOrDefault(a => a.Name == _question.Group);
        if (axis is { Choices: null } && group is { Low: { } low, High: { } high })
            return AskAsync(_question with { Brushes = [.. _question.Brushes.Where(b => b.Axis != axis.Name), new BoardBrush(axis.Name, low, high)] });
        return AskAsync(_question with { Filter = group.Narrow(_question.Filter, _question.Group!) });
    }
}
