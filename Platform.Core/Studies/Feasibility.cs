using Platform.Core.Experiments;
using Platform.Core.Trials;

namespace Platform.Core.Studies;

/// <summary>Whether a trial keeps its sweep's constraints, judged just as the search judges it. Pure.</summary>
internal static class Feasibility
{
    /// <summary>Whether the best epoch of a trial that has ended keeps every constraint; null if there is none to keep, or no such epoch.</summary>
    /// <param name="spec">Of its sweep; null if the sweep is not known any more.</param>
    public static bool? Of(Trial trial, SweepSpec? spec) => spec is not { Constraints.Count: > 0 } || trial.BestEpoch == 0
        ? null
        : new ObservationFold(spec).Observe(TrialFacts.Of(trial, carried: null, finishedAt: null)).IsFeasible;
}
