using System.Globalization;

namespace Search;

/// <summary>The models behind one proposal: one process an objective and one a constraint, and what is maximised over them.</summary>
internal sealed class GpModels
{
    /// <summary>Trials that parameters are fitted to.</summary>
    private const int FitTrials = 250;

    /// <summary>How far the reference point lies behind the front, as a share of its range.</summary>
    private const double Margin = 0.1;

    private readonly List<GpTrial> _front = [];

    private readonly GpHistory _history;
    private readonly IReadOnlyList<GpTrial> _ended;
    private readonly IReadOnlyList<double[]> _pending;
    private readonly GpCarried? _last;
    private readonly bool _maximised;
    private readonly GpModel _objective;
    private readonly IPosterior _posterior;
    private readonly double[] _fitted;
    private readonly PastEnsemble? _ensemble;
    private readonly OutputWarp _warp;
    private readonly double _bound;
    private readonly GpData _data;
    private readonly bool _explained;

    public GpModels(GpHistory history, StudyView study, GpOptions options, IReadOnlyList<GpTrial> ended, IReadOnlyList<GpTrial> pending, IReadOnlyList<GpTrial> all, TrialRandom random)
    {
        _history = history;
        _ended = ended;
        _pending = [.. pending.Select(trial => trial.Features)];
        _maximised = study.Maximised;
        // Two objectives have a model each; more are one by weights drawn anew for every trial, so that its parameters are, too.
        var separate = study.Objectives == 2 ? 2 : 1;
        var scalar = study.Objectives > 2;
        int[] told = [.. Enumerable.Range(0, ended.Select(trial => trial.Observation.Constraints.Count).DefaultIfEmpty(0).Max()).Where(c => ended.Any(trial => GpData.Tells(trial, c)))];
        var constraints = told.Length;
        _last = GpCarried.Newest(all, separate + constraints, history.Axes.Dimension);
        var fit = _last is null || scalar || _last.IsDue(ended.Count);
        var hypers = new List<GpHyper>();

        _data = (scalar
            ? new GpData(ended, Scalarisation.Of([.. Enumerable.Range(0, study.Objectives).Select(j => GpData.OfObjective(ended, j).Values)], random.Stream("weights")))
            : GpData.OfObjective(ended, 0)).Bounded();
        (_objective, _warp) = Model(0, _data, options.Warp && separate == 1, fit, hypers);
        var second = separate == 2 ? Model(1, GpData.OfObjective(ended, 1).Bounded(), false, fit, hypers) : default;
        var limits = new List<(GpModel Model, double Limit)>();
        for (var c = 0; c < constraints; c++)
        {
            var (model, warp) = Model(separate + c, GpData.OfConstraint(ended, told[c]).Bounded(), options.Warp, fit, hypers);
            limits.Add((model, warp.ToLatent(0)));
        }

        (_posterior, _fitted) = (_objective, _objective.FittedValues);
        if (study.Objectives == 1 && history.Pasts(study.Past) is { Count: > 0 } pasts)
        {
            _ensemble = new PastEnsemble(pasts, _objective, EnsembleWeights.Of([.. pasts.Select(past => past.Model)], _objective, _data, _warp.Latent, study.Seed));
            (_posterior, _fitted) = (_ensemble, [.. _fitted.Select((value, i) => _ensemble.Mixed(value, _data.Trials[i].Features))]);
        }

        var feasible = Enumerable.Range(0, _data.Trials.Count).Where(i => _data.Trials[i].IsComplete && _data.Trials[i].Observation.IsFeasible).ToArray();
        _bound = feasible.Length == 0 ? 0 : feasible.Min(i => _fitted[i]);
        _explained = study.Objectives == 1;
        CanImprove = feasible.Length > 0 || constraints == 0;
        var single = new ImprovementAcquisition(CanImprove && separate == 1 ? _posterior : null, constraints == 0 ? Believed(_bound) : _bound, limits);
        Acquisition = CanImprove && separate == 2 ? Hypervolume(ended, second.Model, second.Warp, single) : single;
        if (history.Axes.Cube.HasPrior)
            Acquisition = new HunchAcquisition(Acquisition, history.Axes, ended.Count);
        Carried = new GpCarried(fit ? ended.Count : _last!.Fitted, hypers);
    }

    /// <summary>Sum of the weights of earlier studies, in [0, 1].</summary>
    public double PastShare => _ensemble?.PastShare ?? 0;

    /// <summary>What to maximise.</summary>
    public Acquisition Acquisition { get; }

    /// <summary>Whether there is a value to improve on: a completed trial has kept every constraint, or there are none.</summary>
    public bool CanImprove { get; }

    /// <summary>Standardised values of the trials of the first model, in the order of their numbers; infinite where a constraint was broken, as such a trial is no success.</summary>
    public double[] Values => [.. _data.Trials.Select((trial, i) => trial.Observation.IsFeasible ? _warp.Latent[i] : double.PositiveInfinity)];

    /// <summary>The parameters in force, for later proposals.</summary>
    public GpCarried Carried { get; }

    /// <summary>The best trials by the value that the model believes in, feasible ones first; of two objectives every other the best by the second.</summary>
    public IEnumerable<GpTrial> Best(int count)
    {
        var order = Enumerable.Range(0, _data.Trials.Count).OrderBy(i => _data.Trials[i].Observation.IsFeasible ? 0 : 1).ThenBy(i => _fitted[i]).Select(i => _data.Trials[i]);
        return _front.Count == 0 ? order.Take(count) : _front.Where((_, i) => i % Math.Max(1, _front.Count / count) == 0).Take(count);
    }

    /// <summary>The proposal of a candidate.</summary>
    public Proposal Explain(GpCandidate candidate, ParameterSet parameters)
    {
        var (mean, variance) = _posterior.Predict(candidate.Features);
        var deviation = Math.Sqrt(variance);
        var nearest = Nearest(candidate.Features);
        var kind = mean < _bound ? ProposalKind.Exploit : ProposalKind.Explore;
        if (!_explained)
        {
            return new Proposal(parameters, $"Expected to enlarge the front of best compromises the most; trial {nearest + 1} is nearest.")
            {
                Rationale = new Rationale(kind, null, null, candidate.Score, Acquisition.Name, nearest),
                Carried = Carried.ToText(),
            };
        }

        var value = _warp.ToValue(mean);
        var spread = (_warp.ToValue(mean + deviation) - _warp.ToValue(mean - deviation)) / 2;
        var why = string.Create(CultureInfo.InvariantCulture,
            $"{(kind == ProposalKind.Exploit ? "Expected to be the best so far" : "May well be better than the best so far")}: the model predicts {(_maximised ? -value : value):G4} ± {spread:G2} there, trial {nearest + 1} is nearest.{_ensemble?.Explain()}");
        return new Proposal(parameters, why)
        {
            Rationale = new Rationale(kind, value, spread, candidate.Score, Acquisition.Name, nearest),
            Carried = Carried.ToText(),
        };
    }

    /// <summary>
    /// The value to improve on while trials are under way: they are believed to end as predicted, so a place where one of them is expected to be
    /// the best does not go on to pay (the kriging believer of Ginsbourger, Le Riche and Carraro, "Kriging is well-suited to parallelize
    /// optimization", 2010). Not with constraints, which may rule such a trial out.
    /// </summary>
    private double Believed(double bound)
    {
        foreach (var features in _pending)
            bound = Math.Min(bound, _posterior.Predict(features).Mean);
        return bound;
    }

    /// <summary>
    /// The acquisition over the front of the completed feasible trials, in standardised values; the reference is a tenth of the front's range
    /// worse than the front.
    /// </summary>
    private HypervolumeAcquisition Hypervolume(IReadOnlyList<GpTrial> ended, GpModel second, OutputWarp secondWarp, ImprovementAcquisition feasibility)
    {
        var points = ended.Where(trial => trial.IsComplete && trial.Observation.IsFeasible && trial.Value(1) is not null)
            .Select(trial => (Trial: trial, First: _warp.ToLatent(trial.Value(0)!.Value), Second: secondWarp.ToLatent(trial.Value(1)!.Value)))
            .OrderBy(point => point.First).ThenBy(point => point.Second);
        var front = new List<(double First, double Second)>();
        foreach (var (trial, p, q) in points)
        {
            if (front.Count > 0 && q >= front[^1].Second)
                continue;
            front.Add((p, q));
            _front.Add(trial);
        }

        var reference = front.Count == 0 ? (0, 0)
            : (front[^1].First + Margin * Math.Max(front[^1].First - front[0].First, 1), front[0].Second + Margin * Math.Max(front[0].Second - front[^1].Second, 1));
        return new HypervolumeAcquisition(_objective, second, front, reference, feasibility);
    }

    private (GpModel Model, OutputWarp Warp) Model(int slot, GpData data, bool warped, bool fit, List<GpHyper> hypers)
    {
        var axes = _history.Axes;
        var last = _last?.Hypers[slot];
        var hyper = last;
        if (fit)
        {
            var sample = data.Sample(FitTrials);
            var points = new GpPoints(axes.Dimension, Lanes.Padded(sample.Values.Length));
            foreach (var trial in sample.Trials)
                points.Add(trial.Features);
            hyper = GpFit.Fit(points, sample.Values, axes.Categorical, last, warped);
        }

        hypers.Add(hyper!);
        var kernel = new MaternKernel(axes.Categorical, hyper!);
        var cache = _history.Factors(slot);
        cache.Bring([.. data.Trials.Select(trial => trial.Features), .. _pending], kernel, hyper!);
        var warp = new OutputWarp(data.Values, hyper!.Warp);
        return (new GpModel(kernel, cache.Points, cache.Factor, warp.Latent, PortableMath.Exp(hyper.LogNoise)), warp);
    }

    private int Nearest(double[] features)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        foreach (var trial in _ended)
        {
            var sum = 0.0;
            for (var j = 0; j < features.Length; j++)
            {
                var difference = trial.Features[j] - features[j];
                sum += _history.Axes.Categorical[j] ? Math.Min(1, difference * difference) : difference * difference;
            }

            if (sum < least)
                (nearest, least) = (trial.Observation.Number, sum);
        }

        return nearest;
    }
}
