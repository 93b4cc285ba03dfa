namespace Search;

/// <summary>
/// A study's history made safe and ordered, once, at the door of a sampler: one entry a trial number, values finite or absent,
/// the same whatever the order in which the observations came. Cost O(n log n).
/// </summary>
/// <param name="Ranked">Trials with something to learn from, best first (<see cref="TrialRank"/>): feasible before infeasible, completed before pruned.</param>
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

        var ranks = latest.Values.Select(observation => (Observation: observation, Rank: TrialRank.Of(observation))).ToArray();
        return new StudyHistory(
            [.. ranks.Where(entry => entry.Rank is not null).OrderBy(entry => entry.Rank!.Value).Select(entry => entry.Observation)],
            [.. ranks.Where(entry => entry.Rank is null && entry.Observation.State != TrialState.Running).Select(entry => entry.Observation)],
            [.. latest.Values.Where(observation => observation.State == TrialState.Running)]);
    }
}
