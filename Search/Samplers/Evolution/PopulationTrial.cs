namespace Search;

/// <summary>A trial as population-based samplers see it.</summary>
/// <param name="Observation">The trial.</param>
/// <param name="Point">Its coordinates (d), NaN where a parameter does not exist.</param>
/// <param name="Score">Its first objective, for a pruned trial without one the best of its curve; null if there is none.</param>
/// <param name="Violation">How much it breaks the constraints, at least 0.</param>
internal sealed record PopulationTrial(Observation Observation, double[] Point, double? Score, double Violation)
{
    public int Number => Observation.Number;

    /// <summary>Reads a trial.</summary>
    public static PopulationTrial Of(Observation observation, UnitCube cube) =>
        new(observation, cube.Encode(observation.Parameters), ScoreOf(observation), Objectives.Violation(observation));

    /// <summary>Below 0 if <paramref name="a"/> is the better one: feasible first, then completed, then long curves, then the score, then the earlier.</summary>
    public static int Compare(PopulationTrial a, PopulationTrial b)
    {
        if (a.Violation != b.Violation)
            return a.Violation < b.Violation ? -1 : 1;
        var (prunedA, prunedB) = (a.Observation.State == TrialState.Pruned, b.Observation.State == TrialState.Pruned);
        if (prunedA != prunedB)
            return prunedB ? -1 : 1;
        if (prunedA && a.Observation.Curve.Count != b.Observation.Curve.Count)
            return b.Observation.Curve.Count.CompareTo(a.Observation.Curve.Count);
        var (scoreA, scoreB) = (a.Score ?? double.PositiveInfinity, b.Score ?? double.PositiveInfinity);
        return scoreA != scoreB ? scoreA.CompareTo(scoreB) : a.Number.CompareTo(b.Number);
    }

    private static double? ScoreOf(Observation observation)
    {
        if (observation.State is TrialState.Running or TrialState.Failed)
            return null;
        if (observation.Value is { } value && double.IsFinite(value))
            return value;
        double? best = null;
        if (observation.State == TrialState.Pruned)
        {
            foreach (var point in observation.Curve)
            {
                if (double.IsFinite(point) && !(best <= point))
                    best = point;
            }
        }

        return best;
    }
}
