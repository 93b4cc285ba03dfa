using System.Diagnostics;

namespace Search;

/// <summary>The folded state of a <see cref="Study"/>: what its events, applied one by one, have made of it. Values inside are minimised.</summary>
internal sealed class StudyState(SearchSpace space, StudyOptions options)
{
    private readonly List<Observation> _trials = [];
    private readonly Dictionary<int, List<double>> _curves = [];
    private readonly SortedSet<int> _reported = [];
    private readonly List<Observation> _front = [];
    private readonly Queue<ParameterSet> _queue = [];
    private ObservationLog _log = ObservationLog.Empty;
    private int _largestStep = 1;

    public IReadOnlyList<Observation> Trials => _trials;

    /// <summary>Completed feasible trials that no other beats in every objective, by number; with one objective the first best.</summary>
    public IReadOnlyList<Observation> Front => _front;

    /// <summary>Points to propose before the sampler is asked, the next first.</summary>
    public IReadOnlyCollection<ParameterSet> Queue => _queue;

    /// <summary>What the sampler and the pruner may see.</summary>
    public StudyView View()
    {
        foreach (var trial in _reported)
            _log = _log.Append(_trials[trial]);
        _reported.Clear();
        return new StudyView(space, _log, options.Seed, options.MaxEpochs ?? _largestStep, options.Directions[0] == StudyDirection.Maximize)
        {
            Objectives = options.Directions.Count, Trials = options.Trials, Past = options.Past,
        };
    }

    /// <summary>The last step that a trial reported; 0 before the first.</summary>
    public int LastStep(int trial) => _curves.TryGetValue(trial, out var curve) ? curve.Count : 0;

    public void Apply(StudyEvent happened)
    {
        switch (happened)
        {
            case TrialAsked asked:
                if (asked.FromQueue)
                {
                    _queue.Dequeue();
                    KeepStart(asked.Trial);
                }

                Record(new Observation(asked.Trial, asked.Parameters, TrialState.Running, null, []) { Carried = asked.Carried });
                break;
            case TrialReported reported:
                Take(reported);
                break;
            case TrialTold told:
                _reported.Remove(told.Trial);
                Record(Ended(_trials[told.Trial], told.State, told.Values, told.Constraints));
                break;
            case TrialAdded added:
                Record(Ended(new Observation(added.Trial, added.Parameters, TrialState.Running, null, []), TrialState.Completed, added.Values, added.Constraints));
                KeepStart(added.Trial);
                break;
            case PointEnqueued enqueued:
                _queue.Enqueue(enqueued.Parameters);
                break;
            default:
                throw new UnreachableException($"A study does not know {happened.GetType().Name}.");
        }
    }

    /// <summary>A value of objective <paramref name="objective"/> in the sense of the search, or back in the caller's.</summary>
    public double Signed(int objective, double value) => options.Directions[objective] == StudyDirection.Maximize ? -value : value;

    /// <summary>A trial that is not the sampler's may have taken the number of a start point of the space, which comes later then.</summary>
    private void KeepStart(int trial)
    {
        if (trial < space.Starts.Count)
            _queue.Enqueue(space.Starts[trial]);
    }

    private Observation Ended(Observation trial, TrialState state, IReadOnlyList<double> values, IReadOnlyList<double> constraints) => trial with
    {
        State = state,
        Value = values.Count == 0 ? null : Signed(0, values[0]),
        FurtherValues = [.. values.Skip(1).Select((value, i) => Signed(i + 1, value))],
        Constraints = constraints,
    };

    private void Record(Observation trial)
    {
        if (trial.Number == _trials.Count)
            _trials.Add(trial);
        else
            _trials[trial.Number] = trial;
        _log = _log.Append(trial);
        if (trial is { State: TrialState.Completed, IsFeasible: true } && !_front.Exists(other => IsAtLeastAsGood(other, trial)))
        {
            _front.RemoveAll(other => IsAtLeastAsGood(trial, other));
            _front.Add(trial);
            _front.Sort((a, b) => a.Number.CompareTo(b.Number));
        }
    }

    /// <summary>Steps between two reports take the later one's value, so that the curve has one value a step.</summary>
    private void Take(TrialReported reported)
    {
        if (!_curves.TryGetValue(reported.Trial, out var curve))
            _curves[reported.Trial] = curve = [];
        while (curve.Count < reported.Step)
            curve.Add(Signed(0, reported.Value));
        _largestStep = Math.Max(_largestStep, reported.Step);
        _trials[reported.Trial] = _trials[reported.Trial] with { Curve = new StudyCurve(curve, curve.Count) };
        _reported.Add(reported.Trial);
    }

    private static bool IsAtLeastAsGood(Observation left, Observation right)
    {
        if (left.Value > right.Value)
            return false;
        for (var i = 0; i < left.FurtherValues.Count; i++)
        {
            if (left.FurtherValues[i] > right.FurtherValues[i])
                return false;
        }

        return true;
    }
}
