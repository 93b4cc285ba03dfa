namespace Search;

/// <summary>
/// The place of an ended trial among the others, smaller is better: feasible ones first, then by how much they break the constraints
/// (Deb, "An efficient constraint handling method for genetic algorithms", 2000); completed before pruned; of pruned ones the longest
/// curve first; then by value; equal values by number, so that no two trials tie.
/// </summary>
/// <param name="Violation">Sum of the broken constraints, 0 if feasible, infinite if one is not a number.</param>
/// <param name="PrunedEpochs">Length of a pruned trial's curve; null when completed.</param>
/// <param name="Score">The value to rank by, finite.</param>
/// <param name="Number">The trial.</param>
internal readonly record struct TrialRank(double Violation, int? PrunedEpochs, double Score, int Number) : IComparable<TrialRank>
{
    /// <summary>The rank of a trial; null while it runs and when it ended without a finite value.</summary>
    public static TrialRank? Of(Observation observation) => ScoreOf(observation) is { } score
        ? new TrialRank(Objectives.Violation(observation), observation.State == TrialState.Pruned ? observation.Curve.Count : null, score, observation.Number)
        : null;

    public int CompareTo(TrialRank other)
    {
        var order = Violation.CompareTo(other.Violation);
        if (order == 0)
            order = (other.PrunedEpochs ?? int.MaxValue).CompareTo(PrunedEpochs ?? int.MaxValue);
        if (order == 0)
            order = Score.CompareTo(other.Score);
        return order == 0 ? Number.CompareTo(other.Number) : order;
    }

    /// <summary>The value of an ended trial; a pruned one without falls back to the best of its curve.</summary>
    private static double? ScoreOf(Observation observation)
    {
        if (observation.State is not (TrialState.Completed or TrialState.Pruned))
            return null;
        if (observation.Value is { } value && double.IsFinite(value))
            return value;
        if (observation.State == TrialState.Completed)
            return null;
        double? best = null;
        foreach (var epoch in observation.Curve)
        {
            if (double.IsFinite(epoch) && !(epoch >= best))
                best = epoch;
        }

        return best;
    }
}
