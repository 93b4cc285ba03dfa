using Platform.Core.Experiments;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Studies;

/// <summary>How the search's decisions are written down, and how they are found again.</summary>
public static class Decisions
{
    /// <summary>The numbers behind a proposal with the nearest trial as the platform counts it, from 1.</summary>
    public static Rationale? Recorded(Rationale? rationale) =>
        rationale is { NearestTrial: { } index } ? rationale with { NearestTrial = index + 1 } : rationale;

    /// <summary>What a pruner compared, in the metric's own values; null if it compared nothing.</summary>
    public static PruningNumbers? Recorded(Verdict verdict, Objective objective)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(objective);
        return verdict is { Rung: null, Value: null, Bound: null, WinProbability: null }
            ? null
            : new PruningNumbers(verdict.Rung, Own(verdict.Value, objective), Own(verdict.Bound, objective), verdict.WinProbability);
    }

    /// <summary>
    /// What a fixed lag cost the lane that proposes trial <paramref name="number"/>: null without a lag, or if everything that the proposal
    /// had to see was there before the lane was free.
    /// </summary>
    public static ProposalWait? Waited(StudyFold study, SweepSpec spec, int number, int lane)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Lag is not { } lag || number <= lag)
            return null;
        var free = study.Trials.Where(trial => trial.Lane == lane).Max(trial => trial.FinishedAt);
        var last = study.Trials.Where(trial => trial.Number <= number - lag).MaxBy(trial => trial.FinishedAt)!;
        return free is { } from && last.FinishedAt is { } until && until > from ? new ProposalWait(last.Number, until - from) : null;
    }

    // A verdict is minimised; turning it back is turning it once more.
    private static double? Own(double? minimised, Objective objective) => minimised is { } value ? objective.ToMinimised(value) : null;
}
