namespace Search;

/// <summary>A study as it looks when trials end at one rung of epochs.</summary>
internal static class BudgetView
{
    /// <summary>
    /// The study in which every trial that reached <paramref name="rung"/> is complete with its value there; running trials that did not are pending, failed ones stay, and
    /// pruned ones are left out, because their values belong to lower rungs.
    /// </summary>
    public static StudyView Of(StudyView study, IEnumerable<Observation> trials, int rung)
    {
        var seen = new List<Observation>();
        foreach (var trial in trials)
        {
            if (ValueAt(trial, rung, study.MaxEpochs) is { } value)
                seen.Add(trial with { State = TrialState.Completed, Value = value, Curve = [] });
            else if (trial.State is TrialState.Running or TrialState.Failed)
                seen.Add(trial with { Value = null, Curve = [] });
        }

        return study with { Observations = seen };
    }

    /// <summary>The trial's best value within <paramref name="rung"/> epochs; null when it did not come so far. A completed trial without so long a curve counts with its value.</summary>
    public static double? ValueAt(Observation trial, int rung, int maxEpochs)
    {
        var final = trial is { State: TrialState.Completed, Value: { } value } && double.IsFinite(value) ? trial.Value : null;
        if (trial.State == TrialState.Failed || (trial.State == TrialState.Completed && final is null))
            return null;
        return rung >= maxEpochs ? final ?? Curves.Best(trial.Curve, rung) : Curves.Best(trial.Curve, rung) ?? final;
    }
}
