using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>
/// A trial of a replayed sweep: its epochs as columns, and what its view said beside them after each of its other events, which are few. The view after any
/// of its events is a copy of the latter with prefixes of the former. Not thread-safe.
/// </summary>
internal sealed class TrialReplay
{
    private readonly EpochColumns _epochs;
    private readonly Column<int> _positions = new(); // of its events among the sweep's
    private readonly Column<Frame> _frames = new();
    private bool _brought; // the running attempt has completed an epoch
    private TrialView? _whole; // after all events, once it was asked for

    /// <param name="position">Of its creation among the sweep's events.</param>
    /// <param name="version">Of its creation in its stream.</param>
    /// <param name="proposed">Its proposal; null of a reproduction, and where the proposal comes later.</param>
    public TrialReplay(TrialCreated created, TrialProposed? proposed, int position, long version, SharedTexts texts)
    {
        _epochs = new EpochColumns(created.Objective);
        var view = new TrialView(
            created.TrialId, created.ExperimentId, created.Number, TrialStatus.Proposed, created.Lane, texts.Of(created.Parameters), texts.Of(created.Fields), created.Epochs, texts.Of(created.Device),
            0, 0, null, [], [], NoCurves, [], null, null, null, null, null, false, null, null, created.ReproducesTrialId, null, created.At, null, null, 0, version)
        {
            Inherits = created.Inherits,
        };
        _positions.Add(position);
        _frames.Add(new Frame(1, 0, version, proposed is null ? view : With(view, proposed)));
    }

    private static readonly Dictionary<string, IReadOnlyList<double>> NoCurves = new(StringComparer.Ordinal);

    public string Id => Newest.View.Id;

    public int Number => Newest.View.Number;

    public TrialStatus Status => Newest.View.Status;

    public string? Silo => Newest.View.Silo;

    public bool IsReproduction => Newest.View.ReproducesTrialId is not null;

    private Frame Newest => _frames[_frames.Count - 1];

    /// <summary>Takes the trial's next event.</summary>
    public void Take(TrialEvent data, int position, long version, SharedTexts texts)
    {
        _whole = null;
        _positions.Add(position);
        if (data is EpochCompleted epoch)
        {
            _epochs.Add(epoch, texts.Of);
            _brought = true;
            return;
        }
        _frames.Add(new Frame(_positions.Count, _epochs.Count, version, Next(Standing(), data, texts)));
    }

    /// <summary>Takes its proposal where that comes after its creation.</summary>
    public void Take(TrialProposed proposed, int position)
    {
        _whole = null;
        var version = Newest.Version + (_positions.Count - Newest.Taken);
        _positions.Add(position);
        _frames.Add(new Frame(_positions.Count, _epochs.Count, version, With(Standing(), proposed)));
    }

    /// <summary>The view after its events up to a position among the sweep's: after all of them the same instance each time, until there are more.</summary>
    public TrialView At(int position)
    {
        var found = _positions.Items.BinarySearch(position);
        var taken = found >= 0 ? found + 1 : ~found; // its events up to there
        if (taken < _positions.Count)
            return After(taken);
        return _whole ??= After(taken);
    }

    private TrialView After(int taken)
    {
        var low = 0;
        for (var high = _frames.Count - 1; low < high;)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _frames[middle].Taken <= taken ? (middle, high) : (low, middle - 1);
        }
        var frame = _frames[low];
        var after = taken - frame.Taken; // epochs since
        return Filled(frame.View, frame.Epochs + after, frame.Version + after, after > 0);
    }

    // The newest view, without its curves, which are filled in when it is asked for.
    private TrialView Standing() => Newest.View with { FruitlessAttempts = _epochs.Count > Newest.Epochs ? 0 : Newest.View.FruitlessAttempts };

    private TrialView Filled(TrialView view, int epochs, long version, bool brought)
    {
        var (best, value) = _epochs.BestOf(epochs);
        return view with
        {
            TrainLoss = _epochs.TrainLoss(epochs), ValidationLoss = _epochs.ValidationLoss(epochs), Metrics = _epochs.Metrics(epochs), Checkpoints = _epochs.Checkpoints(epochs),
            BestEpoch = best == 0 ? null : best, BestValue = best == 0 ? null : value, TrainedSeconds = _epochs.SecondsOf(epochs), Version = version,
            FruitlessAttempts = brought ? 0 : view.FruitlessAttempts,
        };
    }

    private TrialView Next(TrialView view, TrialEvent data, SharedTexts texts) => data switch
    {
        TrialStarted e => Begin(view, e.Attempt, e.Silo, e.Environment, texts) with { DataDigest = texts.Of(e.DataDigest), StartedAt = view.StartedAt ?? e.At },
        TrialResumed e => Begin(view, e.Attempt, e.Silo, e.Environment, texts),
        StartWeightsTaken e => view with { StartWeights = e },
        TrialSuspended => view with { Status = TrialStatus.Suspended },
        TrialPruned e => view with { Status = TrialStatus.Pruned, FinishedAt = e.At, EndReason = e.Why, Pruning = e.Numbers },
        TrialCompleted e => view with { Status = TrialStatus.Completed, FinishedAt = e.At, EndReason = null },
        TrialFailed e => view with { Status = TrialStatus.Failed, FinishedAt = e.At, EndReason = e.Cause },
        TrialCancelled e => view with { Status = TrialStatus.Cancelled, FinishedAt = e.At, EndReason = e.Reason },
        TestEvaluationRequested => view with { TestEvaluationWanted = true },
        TestEvaluated e => view with { TestEvaluationWanted = false, TestMetrics = e.Metrics },
        TestEvaluationFailed => view with { TestEvaluationWanted = false },
        ReproductionVerified e => view with { Verdict = e },
        _ => view,
    };

    private TrialView Begin(TrialView view, int attempt, string silo, RunEnvironment environment, SharedTexts texts)
    {
        var fruitless = view.Status == TrialStatus.Running && !_brought ? view.FruitlessAttempts + 1 : view.FruitlessAttempts;
        _brought = false;
        return view with { Status = TrialStatus.Running, Attempt = attempt, Silo = texts.Of(silo), Environment = texts.Of(environment), FruitlessAttempts = fruitless };
    }

    // What the sampler wrote down for itself is long, and of no use to people.
    private static TrialView With(TrialView view, TrialProposed proposed) => view with { Why = proposed.Why, Rationale = proposed.Rationale };

    /// <param name="Taken">How many of the trial's events had been taken with it.</param>
    /// <param name="Epochs">How many epochs there were.</param>
    /// <param name="Version">Of the event in the trial's stream.</param>
    private readonly record struct Frame(int Taken, int Epochs, long Version, TrialView View);
}
