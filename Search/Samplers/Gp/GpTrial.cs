namespace Search;

/// <summary>One trial of the history, encoded once.</summary>
/// <param name="Observation">The newest entry of its number.</param>
/// <param name="Point">Its point (d), NaN where a parameter does not exist.</param>
/// <param name="Features">What the models see (d).</param>
internal sealed record GpTrial(Observation Observation, double[] Point, double[] Features)
{
    /// <summary>Whether the trial has ended, well or badly.</summary>
    public bool HasEnded => Observation.State != TrialState.Running;

    /// <summary>Whether it ended with its full budget and a finite value.</summary>
    public bool IsComplete => Observation.State == TrialState.Completed && Observation.Value is { } value && double.IsFinite(value);

    /// <summary>The value of an objective (0-based) of an ended trial; a pruned one falls back to the best of its curve. Null when there is none.</summary>
    public double? Value(int objective)
    {
        if (objective > 0)
            return IsComplete && objective <= Observation.FurtherValues.Count && double.IsFinite(Observation.FurtherValues[objective - 1]) ? Observation.FurtherValues[objective - 1] : null;
        if (Observation.State is TrialState.Completed or TrialState.Pruned && Observation.Value is { } value && double.IsFinite(value))
            return value;
        if (Observation.State != TrialState.Pruned)
            return null;
        double? best = null;
        foreach (var loss in Observation.Curve)
            best = double.IsFinite(loss) && !(best <= loss) ? loss : best;
        return best;
    }
}
