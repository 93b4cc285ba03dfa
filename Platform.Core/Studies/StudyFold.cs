using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Studies;

/// <summary>
/// The study that a sweep's decisions are computed from, kept up to date trial by trial. The one way from facts to the search library,
/// for lanes and for verification, so that both see the same bits. Not thread-safe; the studies and curves it gives are immutable.
/// </summary>
/// <remarks>
/// Without a lag a decision sees every trial as it is. With a lag of L trial n sees the results of trials 1 to n − L and of the others
/// only that they run, whatever has really happened: the same with any number of workers.
/// </remarks>
public sealed class StudyFold
{
    // A log keeps replaced entries; beyond this many for each trial it is written anew.
    private const int MostEntriesPerTrial = 8, AlwaysAllowed = 4_096;

    private readonly SweepSpec _spec;
    private readonly SearchSpace _space;
    private readonly IReadOnlyList<PastStudy> _past;
    private readonly ISampler _sampler;
    private readonly IPruner _pruner;
    private readonly ObservationFold _observations;
    private readonly Dictionary<int, TrialFacts> _trials = [];
    private readonly SortedSet<int> _changed = [];
    private readonly SortedSet<int> _unfinished = [];
    private readonly SortedDictionary<int, Observation> _results = [];
    private readonly List<ObservationLog> _logs = []; // with a lag: what trial i + 1 was proposed from
    private ObservationLog _log = ObservationLog.Empty;

    /// <exception cref="SpaceException">The sweep's space, sampler or pruner is not one that this version knows.</exception>
    public StudyFold(SweepSpec spec, IReadOnlyList<PastStudy> past)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (_spec, _past) = (spec, past);
        _space = spec.ParseSpace();
        _sampler = Samplers.Create(spec.Sampler.Name, spec.Sampler.Options);
        _pruner = Pruners.Create(spec.Pruner.Name, spec.Pruner.Options);
        _observations = new ObservationFold(spec);
    }

    /// <summary>How many trials are known.</summary>
    public int Count => _trials.Count;

    /// <summary>A trial as it was taken last; null if it is unknown.</summary>
    public TrialFacts? Find(int number) => _trials.GetValueOrDefault(number);

    /// <summary>Every trial known, by number.</summary>
    public IEnumerable<TrialFacts> Trials => _trials.Values.OrderBy(trial => trial.Number);

    /// <summary>The unfinished trial of a lane, null if there is none.</summary>
    public TrialFacts? UnfinishedOf(int lane) => _unfinished.Select(number => _trials[number]).FirstOrDefault(trial => trial.Lane == lane);

    /// <summary>Takes a new trial, or the new state of one.</summary>
    public void Take(TrialFacts trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        _trials[trial.Number] = trial;
        _changed.Add(trial.Number);
        if (!trial.HasEnded)
        {
            _unfinished.Add(trial.Number);
            return;
        }
        _unfinished.Remove(trial.Number);
        _results[trial.Number] = _observations.Observe(trial);
    }

    /// <summary>The ended trials with numbers up to <paramref name="last"/>, by number.</summary>
    public IReadOnlyList<Observation> Results(int last) => [.. _results.TakeWhile(result => result.Key <= last).Select(result => result.Value)];

    /// <summary>The trial that must end before trial <paramref name="number"/> can be proposed, null if none: only a lag makes one wait.</summary>
    public int? AwaitedBy(int number) =>
        _spec.Lag is { } lag && _unfinished.Count > 0 && _unfinished.Min <= number - lag ? _unfinished.Min : null;

    /// <summary>What trial <paramref name="number"/> is proposed from.</summary>
    /// <exception cref="InvalidOperationException">A trial that it must wait for has not ended.</exception>
    public StudyView Before(int number)
    {
        if (AwaitedBy(number) is { } awaited)
            throw new InvalidOperationException($"Trial {number} cannot be proposed before trial {awaited} has ended.");
        if (_spec.Lag is { } lag)
            return View(LogOf(number, lag));
        CatchUp();
        return View(_log);
    }

    /// <summary>Every trial as it is, whatever the lag: for people, never for a decision. Cost O(n).</summary>
    public StudyView Everything() => View(_trials.Values.OrderBy(trial => trial.Number).Select(_observations.Observe).Aggregate(ObservationLog.Empty, (log, trial) => log.Append(trial)));

    /// <summary>What a verdict on trial <paramref name="number"/> is computed from, with its own curve up to now.</summary>
    public (StudyView Study, IReadOnlyList<double> Curve) During(int number)
    {
        var curve = _observations.CurveOf(_trials[number]).Prefix();
        if (_spec.Lag is { } lag)
            return (View(LogOf(number, lag)), curve);
        CatchUp();
        return (View(_log), curve);
    }

    /// <summary>The proposal for a trial. May be called from any thread.</summary>
    public Proposal Suggest(StudyView study, int number) => _sampler.Suggest(study, ObservationFold.ToIndex(number));

    /// <summary>The pruner's verdict on a trial. May be called from any thread.</summary>
    public Verdict Judge(StudyView study, int number, IReadOnlyList<double> curve) => _pruner.Judge(ObservationFold.ToIndex(number), curve, study);

    private StudyView View(ObservationLog log) =>
        new(_space, log, _spec.Seed, _spec.Epochs, _spec.Objective.Direction == Direction.Maximize)
        {
            Objectives = 1 + _spec.FurtherObjectives.Count, Trials = _spec.Trials, Lanes = _spec.Lag ?? _spec.Parallelism, Past = _past,
        };

    private void CatchUp()
    {
        if (_log.Count > AlwaysAllowed + (MostEntriesPerTrial * _trials.Count))
        {
            _log = ObservationLog.Empty;
            _changed.UnionWith(_trials.Keys);
        }
        foreach (var number in _changed)
            _log = _log.Append(_observations.Observe(_trials[number]));
        _changed.Clear();
    }

    // Grows by one trial at a time: what became known between its proposal and that of the trial before.
    private ObservationLog LogOf(int number, int lag)
    {
        while (_logs.Count < number)
        {
            var next = _logs.Count + 1;
            if (next > 1)
                _log = _log.Append(ObservationFold.Pending(_trials[next - 1]));
            if (next > lag)
                _log = _log.Append(_results[next - lag]);
            _logs.Add(_log);
        }
        return _logs[number - 1];
    }
}
