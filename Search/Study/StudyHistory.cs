namespace Search;

/// <summary>
/// A study's history made safe and ordered, once, at the door of a sampler: one entry a trial number, values finite or absent,
/// the same whatever the order in which the observations came.
/// </summary>
/// <param name="Ranked">Trials with something to learn from, best first: completed ones by value, then pruned ones, the longest curve first.</param>
/// <param name="Hopeless">Trials that ended without a finite value (failed, diverged), by number.</param>
/// <param name="Pending">Trials proposed and not yet ended, by number.</param>
internal sealed record StudyHistory(IReadOnlyList<Observation> Ranked, IReadOnlyList<Observation> Hopeless, IReadOnlyList<Observation> Pending)
{
    /// <summary>Reads the history of <paramref name="study"/> without trial <paramref name="trialNumber"/> itself; of two entries with one number the later counts.</summary>
    public static StudyHistory Of(StudyView study, int trialNumber)
    {
        var latest = new SortedDictionary<int, Observation>();
        foreach (var observation in study.Observations)
            latest[observation.Number] = observation;
        latest.Remove(trialNumber);

        var scored = latest.Values.Select(o => (Observation: o, Score: Score(o))).ToArray();
        var ranked = scored
            .Where(entry => entry.Score is not null)
            .OrderBy(entry => entry.Observation.State == TrialState.Pruned)
            .ThenBy(entry => entry.Observation.State == TrialState.Pruned ? -entry.Observation.Curve.Count : 0)
            .ThenBy(entry => entry.Score)
            .Select(entry => entry.Observation);
        return new StudyHistory(
            [.. ranked],
            [.. scored.Where(entry => entry.Score is null && entry.Observation.State != TrialState.Running).Select(entry => entry.Observation)],
            [.. latest.Values.Where(observation => observation.State == TrialState.Running)]);
    }

    /// <summary>The value to rank an ended trial by; a pruned one falls back to the best of its curve.</summary>
    private static double? Score(Observation observation) => observation.State switch
    {
        TrialState.Completed or TrialState.Pruned when observation.Value is { } value && double.IsFinite(value) => value,
        TrialState.Pruned => BestOf(observation.Curve),
        _ => null,
    };

    private static double? BestOf(IReadOnlyList<double> curve)
    {
        var finite = curve.Where(double.IsFinite).ToArray();
        return finite.Length == 0 ? null : finite.Min();
    }
}
