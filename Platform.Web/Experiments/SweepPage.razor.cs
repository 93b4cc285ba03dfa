using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Experiments.Board;
using Platform.Web.Layout;
using Platform.Web.Live;
using Search;

namespace Platform.Web.Experiments;

/// <summary>One sweep, live. What it shows is read once for all who look at it, and after that only what has changed.</summary>
public sealed partial class SweepPage
{
    private readonly SortedDictionary<int, TrialView> _own = [];
    private IReadOnlyList<TrialView> _reproductions = [];
    private ExperimentView? _sweep;
    private SearchSpace _space = new([]);
    private IReadOnlyList<TrialView>? _list; // _own's values, until one of them changes
    private IReadOnlyList<SiloView> _silos = [];
    private QueuePlace _place = new(0, 0, 0);
    private DateTimeOffset _now;
    private string _yaml = "";
    private TimeTravel.TimeTravelBar? _bar;
    private string? _loaded;
    private int _turn; // another with each sweep and each moment: what was asked for in an earlier one is nobody's
    private long _heard; // the newest event that came while the page was being read
    private bool _missing;
    private bool _connected = true;

    [Parameter] public string Id { get; set; } = "";

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private BoardScript Script { get; set; } = null!;

    [Inject] private SweepReader Reader { get; set; } = null!;

    [Inject] private PlatformCommands Commands { get; set; } = null!;

    [Inject] private HomeReader Home { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    // Trials from before a change may have been trained for longer.
    private int MostEpochs => _sweep!.Changes.Select(change => change.Before.Epochs).Append(_sweep.Spec.Epochs).Max();

    private IReadOnlyList<TrialView> Own => _list ??= [.. _own.Values];

    private TrialView? Best => _own.Values.FirstOrDefault(t => t.Id == _sweep!.BestTrialId);

    private TrialView? LastFailure => _own.Values.LastOrDefault(t => t.Status == TrialStatus.Failed);

    private IReadOnlyList<TrialView> Active => [.. _own.Values.Concat(_reproductions).Where(t => !t.HasEnded)];

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Id)
            return;
        _loaded = Id;
        (_past, _sweep, _heard) = (null, null, 0);
        var turn = ++_turn;
        Script.Begin(At is null ? Id : null);
        await Task.Yield(); // the page's feed hears from here on
        if (turn == _turn)
            await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var turn = _turn;
        long heard;
        SweepRuns? read;
        do
        {
            heard = _heard;
            read = await Reader.ReadAsync(Id, heard == 0 ? null : heard);
            if (turn != _turn)
                return; // another sweep or moment was asked for meanwhile
            _missing = read is null;
            if (read is null)
                return;
            await LookAroundAsync();
            if (turn != _turn)
                return;
        }
        while (_heard > heard); // what has been read is old news already
        Follow(read.Sweep.Spec);
        _own.Clear();
        _reproductions = [];
        Take(read.Runs.Values);
        See(read.Sweep);
    }

    private void Follow(SweepSpec spec)
    {
        _space = spec.ParseSpace();
        _yaml = SweepFile.ToYaml(spec);
    }

    private bool Concerns(RecordedEvent recorded) =>
        recorded.StreamId == StreamNames.Experiment(Id) || recorded.StreamId.StartsWith(StreamNames.Trial(Id) + "-", StringComparison.Ordinal);

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count == 0)
            return;
        _heard = news.Events[^1].Sequence;
        if (_sweep is null)
            return; // it is being read, and read again if that was too early
        if (news.Events.Any(e => e.Data is ExperimentErased))
        {
            _missing = true;
            return;
        }
        if (_past is not null)
            return; // read when the visitor comes back
        var turn = _turn;
        var read = await Reader.ReadAsync(Id, news.Events[^1].Sequence);
        if (turn != _turn || read is null)
            return;
        var runs = news.Events.Where(e => e.Data is TrialEvent).Select(e => e.StreamId[StreamNames.Trial("").Length..]).Distinct(StringComparer.Ordinal);
        Take(runs.Select(run => read.Runs.GetValueOrDefault(run)).OfType<TrialView>());
        if (news.Events.Any(e => e.Data is not EpochCompleted))
        {
            See(read.Sweep);
            if (news.Events.Any(e => e.Data is SweepChanged))
                Follow(_sweep.Spec);
            await LookAroundAsync();
        }
        _now = Time.GetUtcNow();
    }

    // A view read later never replaces one that knows more; the past is left alone.
    private void See(ExperimentView? sweep)
    {
        if (_past is null && sweep?.Id == Id && (_sweep is null || sweep.LastSequence >= _sweep.LastSequence))
            _sweep = sweep;
    }

    // A view read later never replaces one of a newer version.
    private void Take(IEnumerable<TrialView> changed)
    {
        _list = null;
        IReadOnlyList<TrialView> runs = [.. changed];
        foreach (var run in runs.Where(r => r.ReproducesTrialId is null))
        {
            if (!_own.TryGetValue(run.Number, out var known) || known.Version <= run.Version)
                _own[run.Number] = run;
        }
        var again = runs.Where(r => r.ReproducesTrialId is not null).ToDictionary(r => r.Id, StringComparer.Ordinal);
        _reproductions = [.. _reproductions.Where(r => !again.ContainsKey(r.Id)).Concat(again.Values).OrderBy(r => r.CreatedAt)];
    }

    private async Task LookAroundAsync()
    {
        var turn = _turn;
        var (silos, queue) = await Home.FleetAsync();
        if (turn != _turn)
            return;
        (_silos, _place, _now) = (silos, QueuePlace.Of(Id, queue), Time.GetUtcNow());
    }

    // The scheduler's queue moves without an event of this sweep.
    private Task LookAgainAsync() => _past is null && _sweep is { Status: ExperimentStatus.Running or ExperimentStatus.Paused } ? LookAroundAsync() : Task.CompletedTask;

    private Task PauseAsync() => ApplyAsync(Pause(), $"{_sweep!.Name} is paused; every epoch so far is kept.", Resume);

    private Task ResumeAsync() => ApplyAsync(Resume(), $"{_sweep!.Name} goes on.", Pause);

    private PauseExperiment Pause() => new(Visitor.Name, Time.GetUtcNow());

    private ResumeExperiment Resume() => new(Visitor.Name, Time.GetUtcNow());

    private Task CancelAsync(string reason) => ApplyAsync(new CancelExperiment(Visitor.Name, reason, Time.GetUtcNow()), "Cancelled. What was trained is kept.");

    private Task ArchiveAsync() => ApplyAsync(Archive(), $"{_sweep!.Name} is archived: lists leave it out.", Restore);

    private Task RestoreAsync() => ApplyAsync(Restore(), $"{_sweep!.Name} is in the lists again.", Archive);

    private ArchiveSweep Archive() => new(Visitor.Name, Time.GetUtcNow());

    private RestoreSweep Restore() => new(Visitor.Name, Time.GetUtcNow());

    private Task PrioritiseAsync(int priority)
    {
        var before = _sweep!.Priority;
        return ApplyAsync(Priority(priority), $"The priority of {_sweep.Name} is {priority}, was {before}.", () => Priority(before));
    }

    private ChangePriority Priority(int priority) => new(priority, Visitor.Name, Time.GetUtcNow());

    // What undoes it is made when it is asked for, with the time of then; the sweep's page may have been left by then.
    private async Task ApplyAsync(ExperimentCommand command, string done, Func<ExperimentCommand>? undo = null)
    {
        var id = Id;
        if (await Toasts.TryAsync(() => Commands.ApplyAsync(id, command), done, undo is null ? null : () => Commands.ApplyAsync(id, undo())))
            See(await Views.ExperimentAsync(id));
    }

    private Task<bool> MeasureTestAsync(TrialView best) =>
        Toasts.TryAsync(() => Commands.ApplyAsync(best.Id, new RequestTestEvaluation(Visitor.Name, Time.GetUtcNow())), "Asked a silo to measure the best trial on the test set.");
}
