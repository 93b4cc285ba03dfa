using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Studies;

/// <summary>A sweep's trials as they were taken last, and what those that ended said. Not thread-safe.</summary>
internal sealed class StudyTrials(SweepSpec spec)
{
    private readonly ObservationFold _observations = new(spec); // a change keeps objectives and constraints
    private readonly SortedDictionary<int, TrialFacts> _trials = [];
    private readonly SortedSet<int> _unfinished = [];
    private readonly SortedDictionary<int, Observation> _results = [];

    public int Count => _trials.Count;

    /// <summary>By number.</summary>
    public IEnumerable<TrialFacts> All => _trials.Values;

    /// <summary>The numbers of those that have not ended.</summary>
    public SortedSet<int> Unfinished => _unfinished;

    public TrialFacts this[int number] => _trials[number];

    public TrialFacts? Find(int number) => _trials.GetValueOrDefault(number);

    public void Take(TrialFacts trial)
    {
        _trials[trial.Number] = trial;
        if (!trial.HasEnded)
        {
            _unfinished.Add(trial.Number);
            return;
        }
        _unfinished.Remove(trial.Number);
        _results[trial.Number] = _observations.Observe(trial);
    }

    /// <summary>A trial as it was trained, or as if for so many epochs only.</summary>
    public Observation Observe(TrialFacts trial, int? within = null) => _observations.Observe(trial, within);

    /// <summary>The constraints of an ended trial as one that was stopped before its end.</summary>
    public IReadOnlyList<double> ConstraintsOfPart(TrialFacts trial) => trial.BestEpoch is { } best ? _observations.ConstraintsAt(trial, best, whole: false) : [];

    /// <summary>What an ended trial said.</summary>
    public Observation Result(int number) => _results[number];

    /// <summary>The ended trials with numbers up to <paramref name="last"/>, by number.</summary>
    public IReadOnlyList<Observation> Results(int last) => [.. _results.TakeWhile(result => result.Key <= last).Select(result => result.Value)];

    /// <summary>The main objective of every epoch so far, minimised.</summary>
    public IReadOnlyList<double> Curve(int number) => _observations.CurveOf(_trials[number]).Prefix();
}
