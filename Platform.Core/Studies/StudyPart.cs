using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Studies;

/// <summary>
/// A sweep's search between two changes of its space or budget: every trial, earlier and later ones too, as this part's space and budget see
/// it (<see cref="SpaceChange"/>). A sweep that was never changed is one part.
/// </summary>
internal sealed class StudyPart
{
    // A log keeps replaced entries; beyond this many for each trial it is written anew.
    private const int MostEntriesPerTrial = 8, AlwaysAllowed = 4_096;

    private readonly StudyTrials _trials;
    private readonly IReadOnlyList<PastStudy> _past;
    private readonly string _spaceText;
    private readonly SortedSet<int> _changed = [];
    private readonly HashSet<int> _leftOut = []; // trials that have no place in the space
    private readonly List<(ObservationLog Log, int LeftOut)> _logs = []; // with a lag: what trial First + i was proposed from
    private ObservationLog _log = ObservationLog.Empty;

    /// <param name="first">The number of its first trial.</param>
    public StudyPart(int first, SweepSpec spec, IReadOnlyList<PastStudy> past, StudyTrials trials)
    {
        (First, Spec, _past, _trials) = (first, spec, past, trials);
        Space = spec.ParseSpace();
        _spaceText = Space.ToJson().ToJsonString();
        _changed.UnionWith(trials.All.Select(trial => trial.Number));
    }

    public int First { get; }

    public SweepSpec Spec { get; }

    public SearchSpace Space { get; }

    /// <summary>Notes that a trial is new or has changed.</summary>
    public void Touch(int number) => _changed.Add(number);

    /// <summary>Every trial as it is, for a proposal or a verdict without a lag. Kept up to date, so that it costs what has changed.</summary>
    public StudyView Now(Func<int, StudyPart> partOf)
    {
        if (_log.Count > AlwaysAllowed + (MostEntriesPerTrial * _trials.Count))
        {
            _log = ObservationLog.Empty;
            _changed.UnionWith(_trials.All.Select(trial => trial.Number));
        }
        foreach (var number in _changed)
            Append(_trials[number], _trials.Observe(_trials[number]), partOf);
        _changed.Clear();
        return View(_log, _leftOut.Count);
    }

    /// <summary>What trial <paramref name="number"/> of this part was proposed from with a lag.</summary>
    public StudyView Behind(int number, int lag, Func<int, StudyPart> partOf)
    {
        // Grows by one trial at a time: what became known between its proposal and that of the trial before.
        while (_logs.Count <= number - First)
        {
            var next = First + _logs.Count;
            for (var earlier = _logs.Count == 0 ? 1 : next - 1; earlier < next; earlier++)
                Append(_trials[earlier], ObservationFold.Pending(_trials[earlier]), partOf);
            for (var ended = _logs.Count == 0 ? 1 : Math.Max(1, next - lag); ended <= next - lag; ended++)
                Append(_trials[ended], _trials.Result(ended), partOf);
            _logs.Add((_log, _leftOut.Count));
        }
        var (log, leftOut) = _logs[number - First];
        return View(log, leftOut);
    }

    /// <summary>Every trial as it is, whatever the lag; cost O(n).</summary>
    public StudyView Everything(Func<int, StudyPart> partOf) =>
        View([.. _trials.All.Select(trial => See(trial, _trials.Observe(trial), partOf(trial.Number)).Observation).OfType<Observation>()]);

    /// <summary>Every trial as it was trained, also those that have no place in the space; cost O(n).</summary>
    public StudyView Trained() => View([.. _trials.All.Select(trial => _trials.Observe(trial))]);

    /// <summary>A study of these observations as they are.</summary>
    public StudyView Of(IReadOnlyList<Observation> observations) => View(observations);

    /// <summary>What a trial of <paramref name="origin"/> says here, and by which rule.</summary>
    public MappedObservation See(TrialFacts trial, Observation observation, StudyPart origin)
    {
        var sameSpace = _spaceText == origin._spaceText;
        int? epochs = Spec.Epochs == origin.Spec.Epochs ? null : Spec.Epochs;
        if (sameSpace && epochs is null)
            return new MappedObservation(observation, "Kept: space and epochs are the same.", ObservationFate.Kept);
        var mapped = SpaceChange.Map(observation, Space, epochs, within => _trials.Observe(trial, within), origin.Spec.Epochs);
        if (mapped.Observation is not { } seen)
            return mapped;
        if (seen.State == TrialState.Pruned && observation.State == TrialState.Completed)
            seen = seen with { Constraints = _trials.ConstraintsOfPart(trial) };
        return mapped with { Observation = sameSpace ? seen with { Carried = observation.Carried } : seen };
    }

    private void Append(TrialFacts trial, Observation observation, Func<int, StudyPart> partOf)
    {
        if (See(trial, observation, partOf(trial.Number)).Observation is { } seen)
            _log = _log.Append(seen);
        else
            _leftOut.Add(trial.Number);
    }

    private StudyView View(IReadOnlyList<Observation> log, int leftOut = 0) =>
        new(Space, log, Spec.Seed, Spec.Epochs, Spec.Objective.Direction == Direction.Maximize)
        {
            Objectives = 1 + Spec.FurtherObjectives.Count, Trials = Spec.Trials, Past = _past, LeftOut = leftOut,
        };
}
