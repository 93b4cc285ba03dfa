namespace Search;

/// <summary>
/// Decides whether a sweep goes on: a pure function of the history, the rules and the seconds that the caller has measured. Running
/// trials are not ended by it; no further ones are proposed. Cost O(n log n), with the expected gain also that of <see cref="ExpectedImprovement"/>, which needs no model of the space.
/// </summary>
public static class Stopping
{
    /// <summary>Applies the rules in the order in which <see cref="StoppingRules"/> lists them.</summary>
    /// <param name="study">The history; of two entries with one number the later counts.</param>
    /// <param name="rules">The rules; those that are null are off.</param>
    /// <param name="elapsedSeconds">Wall-clock seconds since the sweep began.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rule is out of its range.</exception>
    public static StopVerdict Judge(StudyView study, StoppingRules rules, double elapsedSeconds)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(rules);
        Check(rules);
        var trials = CurveTable.Others(study, -1, all => all.ToArray());
        var sign = study.Maximised ? -1 : 1;
        if (rules.Trials is { } most && trials.Length >= most)
            return Stop($"{trials.Length} of {most} trials have been proposed");
        if (rules.Seconds is { } seconds && elapsedSeconds >= seconds)
            return Stop($"{elapsedSeconds:F0} of {seconds:F0} seconds have passed");
        var epochs = trials.Sum(trial => (long)trial.Curve.Count);
        if (rules.Epochs is { } budget && epochs >= budget)
            return Stop($"{epochs} of {budget} epochs have been trained");

        Observation[] ended = [.. trials.Where(trial => trial.State != TrialState.Running)];
        double?[] values = Array.ConvertAll(ended, FinishedValues.Of);
        var best = values.Min();
        if (rules.Target is { } target && best <= sign * target)
            return Stop($"the best value {sign * best:G6} has reached the target {target:G6}");
        if (rules.NoImprovementTrials is { } patience && SinceImprovement(values, rules.NoImprovementDelta) is var since && since >= patience)
            return Stop($"{since} trials have ended since the best value {sign * best:G6} last improved by more than {rules.NoImprovementDelta:G6}");
        if (rules.ExpectedGain is { } least && ExpectedImprovement.Of(study, rules.ExpectedOver) is { } expected && expected.Gain < least)
            return Stop($"{rules.ExpectedOver} more trials are expected to gain {expected.Gain:G3}, less than {least:G3}");
        return new StopVerdict(Stop: false, "Goes on: no stopping rule holds.");
    }

    private static StopVerdict Stop(FormattableString reason) => new(Stop: true, FormattableString.Invariant($"Stops: {FormattableString.Invariant(reason)}."));

    /// <summary>Ended trials, by number, after the last that improved the best value by more than delta; the first value improves.</summary>
    private static int SinceImprovement(double?[] values, double delta)
    {
        var since = 0;
        double? best = null;
        foreach (var value in values)
        {
            since++;
            if (value is null || !(best is null || value < best - delta))
                continue;
            best = value;
            since = 0;
        }

        return best is null ? 0 : since;
    }

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
