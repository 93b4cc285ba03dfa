using Platform.Core.Experiments;
using Platform.Core.Studies;
using Platform.Core.Views;
using Search;

namespace Platform.Core.History;

/// <summary>What a sweep that is forked takes along: the results of the trials that had ended by then, as the new space sees them. Nothing of weights; the new trials train anew. Pure.</summary>
public static class ForkedResults
{
    /// <summary>The trials that had ended by a moment, by number, each with what it says in the fork's space and by which rule.</summary>
    public static IReadOnlyList<(TrialView Trial, MappedObservation Seen)> Of(ReplayMoment moment, SweepSpec fork)
    {
        ArgumentNullException.ThrowIfNull(moment);
        ArgumentNullException.ThrowIfNull(fork);
        var (fold, space) = (new ObservationFold(moment.Sweep.Spec), fork.ParseSpace());
        return [.. moment.Trials.Where(trial => trial.HasEnded).Select(trial => (trial, SpaceChange.Map(fold.Observe(TrialFacts.Of(trial)), space)))];
    }
}
