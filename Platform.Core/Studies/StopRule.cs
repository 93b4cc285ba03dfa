using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Studies;

/// <summary>Whether a sweep's search is to end before its number of trials is reached: its stop rules in the search library's words. Pure.</summary>
public static class StopRule
{
    /// <summary>The first rule that is met, with a sentence for people; null to go on.</summary>
    /// <param name="next">The number of the trial that would be proposed. With a lag only results count that its proposal may see, by number; else all, as they ended.</param>
    /// <param name="active">How long the sweep has run, pauses not counted.</param>
    public static (StopCause Cause, string Why)? Check(SweepSpec spec, StudyFold study, int next, TimeSpan active)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(study);
        if (spec.Stop is not { } stop)
            return null;
        var rules = new StoppingRules
        {
            Metric = spec.Objective.Metric, Target = stop.Target, NoImprovementTrials = stop.NoImprovement, Seconds = stop.WallClockSeconds,
        };
        var verdict = spec.Lag is { } lag
            ? Stopping.Judge(study.Ended(next - lag), rules, active.TotalSeconds)
            : Stopping.Judge(study.Ended(int.MaxValue), rules, active.TotalSeconds, study.Endings());
        return verdict.Rule switch
        {
            StoppingRule.Target => (StopCause.Target, verdict.Why),
            StoppingRule.NoImprovement => (StopCause.NoImprovement, verdict.Why),
            StoppingRule.Seconds => (StopCause.WallClock, verdict.Why),
            _ => null,
        };
    }
}
