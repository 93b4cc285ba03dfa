using System.Globalization;

namespace Search;

/// <summary>
/// A search that another program drives, in process: it asks for trials, reports on them and tells how they ended. Every change is
/// answered by its event; a study is rebuilt from its events. Safe for use by many threads: each call sees and makes one whole change.
/// </summary>
public sealed class Study
{
    private const int LargestStep = 1_000_000;
    private readonly ISampler _sampler;
    private readonly IPruner _pruner;
    private readonly StudyState _state;

    /// <summary>Begins a study without trials.</summary>
    /// <param name="space">What may be varied.</param>
    /// <param name="sampler">Chooses trials, as from <see cref="Samplers.Create"/>.</param>
    /// <param name="options">What to search for.</param>
    /// <param name="pruner">Judges running trials; null for one that never stops any.</param>
    /// <exception cref="ArgumentException">The options have no direction, or a number below 1.</exception>
    public Study(SearchSpace space, ISampler sampler, StudyOptions options, IPruner? pruner = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Directions.Count == 0)
            throw new ArgumentException("The options have no direction; give one an objective.", nameof(options));
        if (options.MaxEpochs < 1 || options.Trials < 0)
            throw new ArgumentException("MaxEpochs is at least 1, Trials at least 0.", nameof(options));
        (Space, Options, _sampler, _pruner) = (space, options, sampler, pruner ?? new NoPruner());
        _state = new StudyState(space, options);
    }

    /// <summary>The space that is searched.</summary>
    public SearchSpace Space { get; }

    /// <summary>What is searched for.</summary>
    public StudyOptions Options { get; }

    /// <summary>How many trials there are, added ones included.</summary>
    public int Count
    {
        get
        {
            lock (_state)
                return _state.Trials.Count;
        }
    }

    /// <summary>Every trial by number.</summary>
    public IReadOnlyList<StudyTrial> Trials
    {
        get
        {
            lock (_state)
                return [.. _state.Trials.Select(Show)];
        }
    }

    /// <summary>The feasible completed trial with the best value of the first objective; the earliest of equals, null before the first.</summary>
    public StudyTrial? Best
    {
        get
        {
            lock (_state)
                return _state.Front.MinBy(trial => trial.Value) is { } best ? Show(best) : null;
        }
    }

    /// <summary>The feasible completed trials that no other beats in every objective, by number; of equal ones the first.</summary>
    public IReadOnlyList<StudyTrial> Front
    {
        get
        {
            lock (_state)
                return [.. _state.Front.Select(Show)];
        }
    }

    /// <summary>What sampler and pruner see, in the minimised sense; immutable.</summary>
    public StudyView View
    {
        get
        {
            lock (_state)
                return _state.View();
        }
    }

    /// <summary>Rebuilds a study from its events, in their order. The sampler is not asked again. Cost O(events).</summary>
    /// <exception cref="StudyException">An event does not follow from those before it.</exception>
    public static Study Restore(SearchSpace space, ISampler sampler, StudyOptions options, IEnumerable<StudyEvent> events, IPruner? pruner = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        var study = new Study(space, sampler, options, pruner);
        var index = 0;
        foreach (var happened in events)
        {
            var next = happened is TrialAsked or TrialAdded;
            if (next ? happened.Trial != study._state.Trials.Count : happened.Trial >= study._state.Trials.Count)
                throw new StudyException(string.Create(CultureInfo.InvariantCulture, $"events[{index}]"), string.Create(CultureInfo.InvariantCulture,
                    $"is about trial {happened.Trial} after {study._state.Trials.Count} trials; give the events of one study, complete and in order."));
            study._state.Apply(happened);
            index++;
        }

        return study;
    }

    /// <summary>Proposes the next trial: the first of the queue, else what the sampler chooses.</summary>
    /// <exception cref="StudyException">The study may propose no more trials.</exception>
    public TrialAsked Ask() => Ask(1)[0];

    /// <summary>Proposes <paramref name="count"/> trials, or none when that is more than the study may propose.</summary>
    public IReadOnlyList<TrialAsked> Ask(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_state)
        {
            RefuseMoreThanAllowed(count);
            var asked = new List<TrialAsked>(count);
            for (var i = 0; i < count; i++)
                asked.Add(Keep(Next(_state.Trials.Count)));
            return asked;
        }
    }

    /// <summary>Takes an intermediate value of the first objective.</summary>
    /// <param name="trial">A running trial.</param>
    /// <param name="step">From 1, above the last reported one; steps between two reports take the later one's value.</param>
    /// <param name="value">In the caller's sign; may be not finite when a trial diverges.</param>
    public TrialReported Report(int trial, int step, double value)
    {
        lock (_state)
        {
            Running(trial, "reported on");
            var last = _state.LastStep(trial);
            if (step <= last || step > LargestStep)
                throw new StudyException("step", string.Create(CultureInfo.InvariantCulture, $"{step} is not a step from {last + 1} to {LargestStep}; steps count from 1 and grow."));
            return Keep(new TrialReported(trial, step, value));
        }
    }

    /// <summary>Whether a running trial is to be stopped, after its last report. Changes nothing: who stops it tells it as pruned.</summary>
    public Verdict ShouldPrune(int trial)
    {
        lock (_state)
        {
            var running = Running(trial, "judged");
            return running.Curve.Count == 0
                ? new Verdict(false, "Goes on: it has not reported a value yet.")
                : _pruner.Judge(trial, running.Curve, _state.View());
        }
    }

    /// <summary>Ends a trial with its values, one an objective.</summary>
    public TrialTold Tell(int trial, params IReadOnlyList<double> values) => Tell(trial, TrialState.Completed, values);

    /// <summary>Ends a trial.</summary>
    /// <param name="trial">A running trial.</param>
    /// <param name="state">Completed, pruned or failed.</param>
    /// <param name="values">One finite number an objective; none when it failed; a pruned trial may have none.</param>
    /// <param name="constraints">Fulfilled at 0 and below; null or empty when there are none.</param>
    public TrialTold Tell(int trial, TrialState state, IReadOnlyList<double> values, IReadOnlyList<double>? constraints = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        lock (_state)
        {
            Running(trial, "told");
            if (state == TrialState.Running)
                throw new StudyException("state", "a trial that still runs has not ended; give completed, pruned or failed.");
            if (state == TrialState.Failed && values.Count > 0)
                throw new StudyException("values", "a failed trial has none; remove \"values\" or \"state\".");
            if (state == TrialState.Completed || values.Count > 0)
                CheckValues(values);
            return Keep(new TrialTold(trial, state, [.. values], CheckConstraints(constraints)));
        }
    }

    /// <summary>Adds a trial known from elsewhere, such as a row of a table, with its result.</summary>
    public TrialAdded Add(ParameterSet parameters, IReadOnlyList<double> values, IReadOnlyList<double>? constraints = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(values);
        if (Space.Problem(parameters) is { } problem)
            throw new StudyException("params", problem);
        lock (_state)
        {
            RefuseMoreThanAllowed(1);
            CheckValues(values);
            return Keep(new TrialAdded(_state.Trials.Count, Space.Canonical(parameters), [.. values], CheckConstraints(constraints)));
        }
    }

    /// <summary>Puts a point into the queue of those to propose next; parameters that it leaves out are drawn.</summary>
    public PointEnqueued Enqueue(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        try
        {
            StartRules.CheckPoint(Space, parameters, "params");
        }
        catch (SpaceException error)
        {
            throw new StudyException(error.Path, error.Problem);
        }

        lock (_state)
            return Keep(new PointEnqueued(parameters));
    }

    private TrialAsked Next(int number)
    {
        if (_state.Queue.Count > 0)
            return new TrialAsked(number, StartRules.Complete(new UnitCube(Space), _state.Queue.First(), Options.Seed, number),
                "Given by people to be tried next.", Rationale: new Rationale(ProposalKind.Start), FromQueue: true);
        var proposal = _sampler.Suggest(_state.View(), number);
        return new TrialAsked(number, proposal.Parameters, proposal.Why, proposal.Carried, proposal.Rationale, proposal.Inherit);
    }

    private TEvent Keep<TEvent>(TEvent happened) where TEvent : StudyEvent
    {
        _state.Apply(happened);
        return happened;
    }

    private void RefuseMoreThanAllowed(int count)
    {
        if (_state.Trials.Count + (long)count > Options.Trials)
            throw new StudyException("ask", string.Create(CultureInfo.InvariantCulture,
                $"{_state.Trials.Count} of {Options.Trials} trials have been proposed, so {count} more are too many; ask for fewer, or start again with more trials."));
    }

    private Observation Running(int trial, string verb)
    {
        var trials = _state.Trials;
        if (trial < 0 || trial >= trials.Count)
            throw new StudyException("trial", string.Create(CultureInfo.InvariantCulture,
                $"{trial} was never asked for; {(trials.Count == 0 ? "ask first" : $"trials 0 to {trials.Count - 1} were")}."));
        return trials[trial].State == TrialState.Running ? trials[trial] : throw new StudyException("trial", string.Create(CultureInfo.InvariantCulture,
            $"{trial} was told already; a trial that has ended cannot be {verb}{(verb == "told" ? " again" : "")}."));
    }

    private void CheckValues(IReadOnlyList<double> values)
    {
        var count = Options.Directions.Count;
        if (values.Count != count)
            throw new StudyException("values", count == 1
                ? "give a list of one number, as [0.1]; this search has one objective."
                : string.Create(CultureInfo.InvariantCulture, $"give a list of {count} numbers, one an objective; there are {values.Count}."));
        if (values.FirstOrDefault(value => !double.IsFinite(value), 0) is var wrong && wrong != 0)
            throw new StudyException("values", string.Create(CultureInfo.InvariantCulture, $"{wrong} is not a finite number; give one, or \"state\":\"failed\" instead of values."));
    }

    private static IReadOnlyList<double> CheckConstraints(IReadOnlyList<double>? constraints) => constraints?.FirstOrDefault(value => !double.IsFinite(value), 0) is { } wrong && wrong != 0
        ? throw new StudyException("constraints", string.Create(CultureInfo.InvariantCulture, $"{wrong} is not a finite number; give what is above 0 when the constraint is broken."))
        : [.. constraints ?? []];

    private StudyTrial Show(Observation trial) => new(trial.Number, trial.Parameters, trial.State,
        trial.Value is { } value ? [_state.Signed(0, value), .. trial.FurtherValues.Select((further, i) => _state.Signed(i + 1, further))] : [], trial.Constraints);
}
