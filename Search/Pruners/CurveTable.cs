namespace Search;

/// <summary>The trials of a history by number, of two entries with one number the later: what every pruner looks at. Cost O(log n) an entry.</summary>
internal sealed class CurveTable : IDerivedState
{
    private readonly SortedDictionary<int, Observation> _trials = [];

    /// <summary>Answers from the trials of <paramref name="study"/> other than <paramref name="trialNumber"/>, by number.</summary>
    public static TResult Others<TResult>(StudyView study, int trialNumber, Func<IEnumerable<Observation>, TResult> use) =>
        study.Derive("curves", () => new CurveTable(), table => use(table._trials.Values.Where(trial => trial.Number != trialNumber)));

    /// <inheritdoc/>
    public void Take(Observation observation) => _trials[observation.Number] = observation;
}
