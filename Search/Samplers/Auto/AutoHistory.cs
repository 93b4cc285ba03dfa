namespace Search;

/// <summary>The values of ended trials in the order of their numbers: what <see cref="AutoChoice"/> looks at. However often a trial was reported, it is one.</summary>
internal sealed class AutoHistory : IDerivedState
{
    private readonly SortedDictionary<int, double> _values = [];

    /// <summary>What is known of <paramref name="study"/>; cost O(log n) an entry that is new.</summary>
    /// <param name="study">The study.</param>
    /// <param name="trialNumber">The trial to be proposed, which does not count.</param>
    /// <returns>Finite values (n), and positive infinity for a trial that broke a constraint, which is never the best.</returns>
    public static double[] Of(StudyView study, int trialNumber) => study.Derive("auto", () => new AutoHistory(), history => history.Values(trialNumber));

    /// <inheritdoc/>
    public void Take(Observation observation)
    {
        if (observation is { State: TrialState.Completed or TrialState.Pruned, Value: { } value } && double.IsFinite(value))
            _values[observation.Number] = observation.IsFeasible ? value : double.PositiveInfinity;
        else
            _values.Remove(observation.Number);
    }

    private double[] Values(int trialNumber) => [.. _values.Where(trial => trial.Key != trialNumber).Select(trial => trial.Value)];
}
