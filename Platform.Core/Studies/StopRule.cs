using System.Globalization;
using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Studies;

/// <summary>Whether a sweep's search is to end before its number of trials is reached. Pure.</summary>
public static class StopRule
{
    /// <summary>The first rule that is met, with a sentence for people; null to go on.</summary>
    /// <param name="next">The number of the trial that would be proposed. With a lag only results count that its proposal may see.</param>
    /// <param name="active">How long the sweep has run, pauses not counted.</param>
    public static (StopCause Cause, string Why)? Check(SweepSpec spec, StudyFold study, int next, TimeSpan active)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(study);
        if (spec.Stop is not { } rules)
            return null;
        var results = study.Results(spec.Lag is { } lag ? next - lag : int.MaxValue);
        return Target(spec, rules, results) ?? NoImprovement(rules, results) ?? WallClock(rules, active);
    }

    private static (StopCause, string)? Target(SweepSpec spec, StopRules rules, IReadOnlyList<Observation> results)
    {
        if (rules.Target is not { } target)
            return null;
        var reached = results.FirstOrDefault(result => result is { Value: { } value, IsFeasible: true } && value <= spec.Objective.ToMinimised(target));
        return reached is null
            ? null
            : (StopCause.Target, Text($"Trial {reached.Number + 1} reached {spec.Objective.Metric} {spec.Objective.ToMinimised(reached.Value!.Value):G6}; the target is {target:G6}."));
    }

    private static (StopCause, string)? NoImprovement(StopRules rules, IReadOnlyList<Observation> results)
    {
        if (rules.NoImprovement is not { } patience)
            return null;
        var best = results.Where(result => result is { Value: { } value, IsFeasible: true } && double.IsFinite(value)).MinBy(result => result.Value);
        var since = results.Count(result => result.Number > (best?.Number ?? -1));
        return since < patience
            ? null
            : (StopCause.NoImprovement, best is null
                ? Text($"None of {since} trials ended with a usable value.")
                : Text($"Trial {best.Number + 1} is still the best after {since} more trials; {patience} were to bring an improvement."));
    }

    private static (StopCause, string)? WallClock(StopRules rules, TimeSpan active) => rules.WallClockSeconds is { } limit && active.TotalSeconds >= limit
        ? (StopCause.WallClock, Text($"The {limit:0.###} s of wall-clock time are used up."))
        : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
