using Platform.Core.Experiments;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Studies;

/// <summary>
/// Where the platform's language becomes the search library's: trials are counted from 0 there, and every objective is minimised. What grows in
/// training (<see cref="TrialMetrics.GrowsInTraining"/>) is told by trials that trained to their end: to be stopped early is no merit. Keeps
/// each trial's curve, so that only new epochs are converted.
/// </summary>
internal sealed class ObservationFold(SweepSpec spec)
{
    private readonly Dictionary<int, GrowingCurve> _curves = [];

    public static int ToIndex(int number) => number - 1;

    /// <param name="within">Look at so many epochs only, as if the trial had been trained for no more.</param>
    public Observation Observe(TrialFacts trial, int? within = null)
    {
        var curve = CurveOf(trial).Prefix(within);
        var state = trial.Status switch
        {
            TrialStatus.Completed => TrialState.Completed,
            TrialStatus.Pruned => TrialState.Pruned,
            TrialStatus.Failed or TrialStatus.Cancelled => TrialState.Failed,
            _ => TrialState.Running,
        };
        var bestEpoch = within is { } epochs ? trial.BestEpochWithin(epochs, spec.Objective) : trial.BestEpoch;
        var best = trial.HasEnded ? bestEpoch : null;
        var whole = state == TrialState.Completed || trial.Epochs >= within;
        return new Observation(ToIndex(trial.Number), trial.Parameters, state, best is { } b ? Minimised(spec.Objective, trial, b) : null, curve)
        {
            FurtherValues = best is { } f ? [.. spec.FurtherObjectives.Select(objective => whole || !TrialMetrics.GrowsInTraining(objective.Metric) ? Minimised(objective, trial, f) : double.NaN)] : [],
            Constraints = best is { } c ? ConstraintsAt(trial, c, whole) : [],
            Carried = trial.Carried,
        };
    }

    /// <summary>
    /// How far each constraint is broken at an epoch of a trial. Of what grows in training, a trial that was not trained to its end settles an upper bound only
    /// if it is broken already, and a lower one only if it is kept already.
    /// </summary>
    /// <param name="whole">Whether the trial trained to its end.</param>
    public IReadOnlyList<double> ConstraintsAt(TrialFacts trial, int epoch, bool whole) =>
    [
        .. spec.Constraints.Select(constraint => constraint.Excess(trial.MetricAt(constraint.Metric, epoch)) is var excess && (excess <= 0) == constraint.AtMost
            && !whole && TrialMetrics.GrowsInTraining(constraint.Metric) ? Observation.NotBrokenSoFar : excess),
    ];

    /// <summary>The trial as one that runs and has shown nothing yet: what a proposal with a fixed lag may know of it.</summary>
    public static Observation Pending(TrialFacts trial) =>
        new(ToIndex(trial.Number), trial.Parameters, TrialState.Running, Value: null, []) { Carried = trial.Carried };

    /// <summary>The main objective of every epoch so far, minimised.</summary>
    public GrowingCurve CurveOf(TrialFacts trial)
    {
        if (!_curves.TryGetValue(trial.Number, out var curve))
            _curves.Add(trial.Number, curve = new GrowingCurve());
        while (curve.Count < trial.Epochs)
            curve.Add(Minimised(spec.Objective, trial, curve.Count + 1));
        return curve;
    }

    // Adding 0 makes a negative zero positive: the journal's JSON does not keep its sign, so a decision must not see it.
    private static double Minimised(Objective objective, TrialFacts trial, int epoch) => objective.ToMinimised(trial.MetricAt(objective.Metric, epoch)) + 0.0;
}
