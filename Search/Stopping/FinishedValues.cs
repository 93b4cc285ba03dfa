namespace Search;

/// <summary>The values of ended trials, as stopping rules see them.</summary>
internal static class FinishedValues
{
    /// <summary>The finite value of a completed trial that keeps the constraints; null for every other: what was pruned, failed or breaks one is no result.</summary>
    public static double? Of(Observation trial) =>
        trial is { State: TrialState.Completed, Value: { } value, IsFeasible: true } && double.IsFinite(value) ? value : null;
}
