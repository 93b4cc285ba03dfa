using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>A replayed sweep's own view after each event that changed it: those of its stream, and those by which a trial begins or ceases to run. Not thread-safe.</summary>
internal sealed class SweepStates
{
    private readonly Column<int> _positions = new();
    private readonly Column<ExperimentView> _views = new();
    private Experiment _sweep = Experiment.Initial;

    /// <summary>The newest view; null before the first event.</summary>
    public ExperimentView? Newest => _views.Count == 0 ? null : _views[_views.Count - 1];

    /// <summary>Takes the sweep's next own event.</summary>
    public void Take(ExperimentEvent data, int position, long sequence)
    {
        _sweep = _sweep.Evolve(data);
        var before = Newest ?? Created((ExperimentCreated)data);
        Add(position, Next(before, data) with
        {
            Status = _sweep.Status, Spec = _sweep.Spec!, Priority = _sweep.Priority, Proposed = _sweep.Proposed, BestTrialId = _sweep.BestTrialId, BestValue = _sweep.BestValue,
            Changes = _sweep.Changes, LastSequence = data is ReproductionRequested or ReproductionFinished ? before.LastSequence : sequence,
        });
    }

    /// <summary>Takes that so many trials more (or fewer) run.</summary>
    public void TakeRunning(int more, int position) => Add(position, Newest! with { Running = Newest.Running + more });

    /// <summary>The view after the events up to a position.</summary>
    public ExperimentView At(int position)
    {
        var found = _positions.Items.BinarySearch(position);
        return _views[found >= 0 ? found : ~found - 1];
    }

    private void Add(int position, ExperimentView view)
    {
        _positions.Add(position);
        _views.Add(view);
    }

    private static ExperimentView Created(ExperimentCreated e) => new(
        e.ExperimentId, e.Spec.Name, ExperimentStatus.Running, e.Spec, e.Spec.Priority, e.By, e.At, null, 0, 0, 0, 0, 0, 0, null, null, 0) { ForkedFrom = e.ForkedFrom };

    private static ExperimentView Next(ExperimentView view, ExperimentEvent data) => data switch
    {
        TrialProposed e => view with { IdleSeconds = view.IdleSeconds + (e.Waited?.Idle.TotalSeconds ?? 0) },
        TrialFinished { Outcome: TrialStatus.Completed } => view with { Completed = view.Completed + 1 },
        TrialFinished { Outcome: TrialStatus.Pruned } => view with { Pruned = view.Pruned + 1 },
        TrialFinished { Outcome: TrialStatus.Failed } => view with { Failed = view.Failed + 1 },
        TrialFinished { Outcome: TrialStatus.Cancelled } => view with { Cancelled = view.Cancelled + 1 },
        SearchStopped e => view with { SearchStopped = e },
        SweepChanged => view with { SearchStopped = null },
        ExperimentCancelled e => view with { FinishedAt = e.At },
        ExperimentCompleted e => view with { FinishedAt = e.At },
        ExperimentArchived e => view with { ArchivedAt = e.At },
        ExperimentRestored => view with { ArchivedAt = null },
        _ => view,
    };
}
