namespace Search;

/// <summary>
/// Decides whether a sweep goes on: a pure function of the history, the rules and the seconds that the caller has measured. Running
/// trials are not ended by it; no further ones are proposed. A value counts if its trial has ended, completed or pruned, and breaks no constraint.
/// Cost O(n log n), with the expected gain also that of <see cref="ExpectedImprovement"/>, which needs no model of the space.
/// </summary>
public static class Stopping
{
    /// <summary>Applies the rules in the order of <see cref="StoppingRule"/>.</summary>
    /// <param name="study">The history; of two entries with one number the later counts.</param>
    /// <param name="rules">The rules; those that are null are off.</param>
    /// <param name="elapsedSeconds">Wall-clock seconds since the sweep began.</param>
    /// <param name="endings">The numbers (0-based) of ended trials in the order in which they ended; null to take them by number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rule is out of its range.</exception>
    public static StopVerdict Judge(StudyView study, StoppingRules rules, double elapsedSeconds, IReadOnlyList<int>? endings = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(rules);
        Check(rules);
        var trials = CurveTable.Others(study, -1, all => all.ToArray());
        Observation[] ended = [.. trials.Where(trial => trial.State != TrialState.Running)];
        return Target(rules, ended, study.Maximised ? -1 : 1) ?? NoImprovement(rules, InOrder(ended, endings)) ?? Budget(rules, trials, elapsedSeconds) ?? ExpectedGain(rules, study)
            ?? new StopVerdict(Rule: null, "Goes on: no stopping rule holds.");
    }

    private static StopVerdict? Target(StoppingRules rules, Observation[] ended, int sign) =>
        rules.Target is { } target && Array.Find(ended, trial => ValueOf(trial) <= sign * target) is { } reached
            ? Stop(StoppingRule.Target, $"Trial {reached.Number + 1} reached {rules.Metric} {sign * reached.Value:G6}; the target is {target:G6}.")
            : null;

    private static Observation[] InOrder(Observation[] ended, IReadOnlyList<int>? endings)
    {
        if (endings is null)
            return ended;
        var places = endings.Select((number, place) => (number, place)).ToDictionary(at => at.number, at => at.place);
        return [.. ended.OrderBy(trial => places.GetValueOrDefault(trial.Number, int.MaxValue))]; // stable
    }

    /// <summary>Counts ended trials, in the order given, after the last that improved the best value by more than delta; the first value improves.</summary>
    private static StopVerdict? NoImprovement(StoppingRules rules, Observation[] ended)
    {
        if (rules.NoImprovementTrials is not { } patience)
            return null;
        var since = 0;
        Observation? best = null;
        foreach (var trial in ended)
        {
            since++;
            if (ValueOf(trial) is not { } value || !(best is null || value < best.Value - rules.NoImprovementDelta))
                continue;
            best = trial;
            since = 0;
        }

        return since < patience ? null
            : best is null ? Stop(StoppingRule.NoImprovement, $"None of {since} trials ended with a usable value.")
            : Stop(StoppingRule.NoImprovement, $"Trial {best.Number + 1} is still the best{(rules.NoImprovementDelta > 0 ? FormattableString.Invariant($" to within {rules.NoImprovementDelta:G6}") : "")} after {since} more trials; {patience} were to bring an improvement.");
    }

    private static StopVerdict? Budget(StoppingRules rules, Observation[] trials, double elapsedSeconds)
    {
        if (rules.Seconds is { } seconds && elapsedSeconds >= seconds)
            return Stop(StoppingRule.Seconds, $"The {seconds:0.###} s of wall-clock time are used up.");
        if (rules.Trials is { } most && trials.Length >= most)
            return Stop(StoppingRule.Trials, $"{trials.Length} of {most} trials have been proposed.");
        var epochs = trials.Sum(trial => (long)trial.Curve.Count);
        return rules.Epochs is { } budget && epochs >= budget ? Stop(StoppingRule.Epochs, $"{epochs} of {budget} epochs have been trained.") : null;
    }

    private static StopVerdict? ExpectedGain(StoppingRules rules, StudyView study) =>
        rules.ExpectedGain is { } least && ExpectedImprovement.Of(study, rules.ExpectedOver) is { } expected && expected.Gain < least
            ? Stop(StoppingRule.ExpectedGain, $"{rules.ExpectedOver} more trials are expected to gain {expected.Gain:G3}, less than {least:G3}.")
            : null;

    private static double? ValueOf(Observation trial) =>
        trial is { State: TrialState.Completed or TrialState.Pruned, Value: { } value, IsFeasible: true } && double.IsFinite(value) ? value : null;

    private static StopVerdict Stop(StoppingRule rule, FormattableString why) => new(rule, FormattableString.Invariant(why));

    private static void Check(StoppingRules rules)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rules.Trials ?? 1, 1, nameof(rules.Trials));
        ArgumentOutOfRangeException.ThrowIfLessThan(rules.Epochs ?? 1, 1, nameof(rules.Epochs));
        ArgumentOutOfRangeException.ThrowIfLessThan(rules.NoImprovementTrials ?? 1, 1, nameof(rules.NoImprovementTrials));
        ArgumentOutOfRangeException.ThrowIfLessThan(rules.ExpectedOver, 1, nameof(rules.ExpectedOver));
        ArgumentOutOfRangeException.ThrowIfNegative(rules.NoImprovementDelta, nameof(rules.NoImprovementDelta));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rules.Seconds ?? 1, nameof(rules.Seconds));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rules.ExpectedGain ?? 1, nameof(rules.ExpectedGain));
    }
}
