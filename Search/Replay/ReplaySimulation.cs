namespace Search;

/// <summary>The state of one replay while it runs.</summary>
internal sealed class ReplaySimulation(SearchSpace space, IReadOnlyList<RecordedTrial> records, ReplayOptions options)
{
    private readonly ReplayOrder _order = new(space, records, options);
    private readonly Lane?[] _lanes = new Lane?[options.Lanes];
    private readonly List<ReplayedTrial> _trials = [];
    private readonly List<ReplayPoint> _best = [];
    private ObservationLog _log = ObservationLog.Empty;
    private int _begun;
    private int _epochs;
    private double _laneSeconds;

    public ReplayRun Run()
    {
        for (var lane = 0; lane < _lanes.Length; lane++)
            Start(lane, 0);
        while (Earliest() is { } lane)
            Finish(lane);
        return new ReplayRun(_trials, _best, _epochs, _laneSeconds, _trials.Count == 0 ? 0 : _trials.Max(trial => trial.Ended));
    }

    private StudyView Study => new(space, _log, options.Seed, options.MaxEpochs, options.Maximised) { Trials = Trials };

    private int Trials => Math.Min(records.Count, options.TrialBudget ?? int.MaxValue);

    /// <summary>The lane whose epoch ends first, of several the lowest; null when all are idle.</summary>
    private int? Earliest()
    {
        int? earliest = null;
        for (var i = 0; i < _lanes.Length; i++)
        {
            if (_lanes[i] is { } lane && (earliest is not { } e || lane.EpochEnds < _lanes[e]!.EpochEnds))
                earliest = i;
        }

        return earliest;
    }

    private bool MayBegin(double now) => _begun < (options.EpochBudget ?? int.MaxValue) && now <= (options.SecondsBudget ?? double.PositiveInfinity)
        && !(_best.Count > 0 && _best[^1].Value <= options.Target);

    /// <summary>Gives a free lane its next trial; trials without any recorded epoch end at once.</summary>
    private void Start(int index, double now)
    {
        _lanes[index] = null;
        while (_trials.Count < Trials && MayBegin(now) && _order.Next(Study, _trials.Count) is var (record, carried))
        {
            var number = _trials.Count;
            _trials.Add(new ReplayedTrial(number, record.Number, TrialState.Running, 0, now, now, null, Full(record), ""));
            Tell(new Observation(number, record.Parameters, TrialState.Running, null, []) { Carried = carried });
            if (Begin(index, new Lane(record, number, carried, 0, now)))
                return;
            End(number, record, carried, 0, Left(record, 0), now, "");
        }
    }

    /// <summary>Begins the next epoch of a lane's trial, if the record has one and the budget allows it.</summary>
    private bool Begin(int index, Lane lane)
    {
        if (lane.Epochs >= lane.Record.Curve.Count || !MayBegin(lane.EpochEnds))
            return false;
        _begun++;
        _lanes[index] = lane with { EpochEnds = lane.EpochEnds + lane.Record.Seconds[lane.Epochs] };
        return true;
    }

    /// <summary>Ends the running epoch of a lane: reports, judges, and goes on with this trial or the next.</summary>
    private void Finish(int index)
    {
        var lane = _lanes[index]!;
        var (record, now, epochs) = (lane.Record, lane.EpochEnds, lane.Epochs + 1);
        _epochs++;
        _laneSeconds += record.Seconds[epochs - 1];
        var value = record.Curve[epochs - 1];
        if (double.IsFinite(value) && (_best.Count == 0 || value < _best[^1].Value))
            _best.Add(new ReplayPoint(now, _epochs, record.Number, value));

        double[] curve = [.. record.Curve.Take(epochs)];
        Tell(new Observation(lane.Number, record.Parameters, TrialState.Running, null, curve) { Carried = lane.Carried });
        if (epochs >= options.MaxEpochs || record.Completed && epochs == record.Curve.Count)
        {
            End(lane.Number, record, lane.Carried, epochs, Curves.Best(curve, epochs) is null ? TrialState.Failed : TrialState.Completed, now, "");
            Start(index, now);
            return;
        }

        var verdict = options.Pruner.Judge(lane.Number, curve, Study);
        if (verdict.Prune)
            End(lane.Number, record, lane.Carried, epochs, TrialState.Pruned, now, verdict.Why);
        else if (Begin(index, lane with { Epochs = epochs }))
            return;
        else
            End(lane.Number, record, lane.Carried, epochs, Left(record, epochs), now, verdict.Why);
        Start(index, now);
    }

    /// <summary>How a trial ends that was not judged to end: as its record does, or cut short by the budget.</summary>
    private static TrialState Left(RecordedTrial record, int epochs) => (epochs == record.Curve.Count, record.Failed) switch
    {
        (false, _) => TrialState.Running,
        (true, true) => TrialState.Failed,
        (true, false) => TrialState.Pruned,
    };

    private void End(int number, RecordedTrial record, string? carried, int epochs, TrialState state, double now, string why)
    {
        var best = Curves.Best(record.Curve, epochs);
        _trials[number] = _trials[number] with { State = state, Epochs = epochs, Ended = now, Value = best, Why = why };
        Tell(new Observation(number, record.Parameters, state, state == TrialState.Completed ? best : null, [.. record.Curve.Take(epochs)]) { Carried = carried });
    }

    private void Tell(Observation observation) => _log = _log.Append(observation);

    private double? Full(RecordedTrial record) => Curves.Best(record.Curve, Math.Min(options.MaxEpochs, record.Curve.Count));

    /// <summary>A trial at work; its running epoch, after <see cref="Epochs"/> finished ones, ends at <see cref="EpochEnds"/>.</summary>
    private sealed record Lane(RecordedTrial Record, int Number, string? Carried, int Epochs, double EpochEnds);
}
