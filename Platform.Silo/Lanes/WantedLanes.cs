using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Silo.Lanes;

/// <summary>Which lanes the journal wants. Pure: the reconciler makes the scheduler agree.</summary>
public static class WantedLanes
{
    /// <param name="experiments">Every sweep that may have work.</param>
    /// <param name="unfinished">Every run that has not ended.</param>
    /// <param name="toJudge">Reproductions without a verdict. Those that were cancelled need no lane.</param>
    public static IReadOnlyDictionary<LaneKey, WantedLane> Of(
        IReadOnlyList<ExperimentView> experiments, IReadOnlyList<TrialView> unfinished, IReadOnlyList<TrialView> toJudge)
    {
        var priorities = experiments.Where(e => e.Status is ExperimentStatus.Running or ExperimentStatus.Paused).ToDictionary(e => e.Id, e => e.Priority, StringComparer.Ordinal);
        var own = unfinished.Where(t => t.ReproducesTrialId is null).ToLookup(t => t.ExperimentId, StringComparer.Ordinal);
        var wanted = experiments.Where(e => e.Status == ExperimentStatus.Running).SelectMany(e => OfSweep(e, own[e.Id]))
            .Concat(toJudge.Where(t => t.Status != TrialStatus.Cancelled).Select(t => new WantedLane(LaneKey.OfReproduction(t.Id), t.Device, priorities.GetValueOrDefault(t.ExperimentId, QueuePosition.Urgent))));
        return wanted.ToDictionary(lane => lane.Key);
    }

    // While there are trials to propose every lane has work; after that those that have an unfinished trial.
    private static IEnumerable<WantedLane> OfSweep(ExperimentView experiment, IEnumerable<TrialView> unfinished)
    {
        var spec = experiment.Spec;
        var busy = unfinished.ToArray();
        var lanes = busy.Select(trial => trial.Lane).ToArray();
        var proposals = experiment.WantsProposals ? Enumerable.Range(0, spec.Parallelism).Except(lanes).Take(Proposable(experiment, busy)) : [];
        return lanes.Union(proposals).Select(index => new WantedLane(LaneKey.OfSweep(experiment.Id, index), spec.Device, experiment.Priority));
    }

    // With a lag trial n waits for the end of trial n − lag: a lane that could only wait would hold a slot that somebody else can use.
    private static int Proposable(ExperimentView experiment, TrialView[] unfinished) =>
        experiment.Spec.Lag is { } lag && unfinished.Length > 0
            ? Math.Max(0, unfinished.Min(trial => trial.Number) + lag - 1 - experiment.Proposed)
            : int.MaxValue;
}
