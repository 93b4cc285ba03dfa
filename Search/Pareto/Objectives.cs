namespace Search;

/// <summary>What a trial scored, as the tools for several objectives need it.</summary>
public static class Objectives
{
    /// <summary>
    /// The minimised objectives (m) of a completed trial, or of a pruned one that has them all; null if it is running or failed, or one is
    /// missing or not finite.
    /// </summary>
    /// <param name="observation">The trial.</param>
    /// <param name="count">How many objectives the study has, m (<see cref="StudyView.Objectives"/>).</param>
    public static double[]? Of(Observation observation, int count)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (observation.State is TrialState.Running or TrialState.Failed || observation.Value is not { } first || observation.FurtherValues.Count < count - 1)
            return null;
        var values = new double[count];
        values[0] = first;
        for (var i = 1; i < count; i++)
            values[i] = observation.FurtherValues[i - 1];
        return Array.TrueForAll(values, double.IsFinite) ? values : null;
    }

    /// <summary>How much a trial breaks the constraints: the sum of the positive ones; infinite if one is not a number, 0 if feasible.</summary>
    public static double Violation(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var sum = 0.0;
        foreach (var constraint in observation.Constraints)
            sum += double.IsNaN(constraint) ? double.PositiveInfinity : Math.Max(0, constraint);
        return sum;
    }
}
