using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Search;

namespace Platform.Silo.Studies;

/// <summary>
/// Where the platform's language becomes the search library's: trials are counted from 0 there, and every objective is minimised. Pure.
/// </summary>
public static class StudyBinding
{
    /// <summary>The study that a decision is computed from: exactly what the snapshot holds.</summary>
    public static StudyView ToStudy(StudySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var spec = snapshot.Experiment.Spec;
        var observations = snapshot.Trials.Where(t => t.ReproducesTrialId is null).Select(t => Observe(t, spec.Objective));
        return new StudyView(spec.ParseSpace(), [.. observations], spec.Seed, spec.Epochs, spec.Objective.Direction == Direction.Maximize);
    }

    /// <summary>The proposal for the sweep's next trial.</summary>
    public static Proposal Suggest(StudySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var choice = snapshot.Experiment.Spec.Sampler;
        return Samplers.Create(choice.Name, choice.Options).Suggest(ToStudy(snapshot), ToIndex(snapshot.Experiment.Proposed + 1));
    }

    /// <summary>The pruner's verdict on a trial after its last epoch in the snapshot.</summary>
    public static Verdict Judge(StudySnapshot snapshot, int number)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var choice = snapshot.Experiment.Spec.Pruner;
        var study = ToStudy(snapshot);
        var judged = study.Observations.Single(o => o.Number == ToIndex(number));
        return Pruners.Create(choice.Name, choice.Options).Judge(judged.Number, judged.Curve, study);
    }

    private static int ToIndex(int number) => number - 1;

    private static Observation Observe(TrialView trial, Objective objective)
    {
        var curve = trial.Curve(objective.Metric).Select(objective.ToMinimised).ToArray();
        var state = trial.Status switch
        {
            TrialStatus.Completed => TrialState.Completed,
            TrialStatus.Pruned => TrialState.Pruned,
            TrialStatus.Failed or TrialStatus.Cancelled => TrialState.Failed,
            _ => TrialState.Running,
        };
        var value = trial.HasEnded && trial.BestValue is { } best ? objective.ToMinimised(best) : (double?)null;
        return new Observation(ToIndex(trial.Number), trial.Parameters, state, value, curve);
    }
}
