using System.Globalization;

namespace Search;

/// <summary>The models behind one proposal: one process an objective and one a constraint, and what is maximised over them.</summary>
internal sealed class GpModels
{
    /// <summary>Trials that parameters are fitted to.</summary>
    private const int FitTrials = 250;

    private readonly GpHistory _history;
    private readonly IReadOnlyList<GpTrial> _ended;
    private readonly IReadOnlyList<double[]> _pending;
    private readonly GpCarried? _last;
    private readonly bool _maximised;
    private readonly GpModel _objective;
    private readonly OutputWarp _warp;
    private readonly double _bound;
    private readonly GpData _data;

    public GpModels(GpHistory history, StudyView study, GpOptions options, IReadOnlyList<GpTrial> ended, IReadOnlyList<GpTrial> pending, IReadOnlyList<GpTrial> all)
    {
        _history = history;
        _ended = ended;
        _pending = [.. pending.Select(trial => trial.Features)];
        _maximised = study.Maximised;
        var constraints = ended.Select(trial => trial.Observation.Constraints.Count).DefaultIfEmpty(0).Max();
        _last = GpCarried.Newest(all, 1 + constraints, history.Axes.Dimension);
        var fit = _last is null || _last.IsDue(ended.Count);
        var hypers = new List<GpHyper>();

        _data = GpData.OfObjective(ended, 0).Bounded();
        (_objective, _warp) = Model(0, _data, options.Warp, fit, hypers);
        var limits = new List<(GpModel Model, double Limit)>();
        for (var c = 0; c < constraints; c++)
        {
            var (model, warp) = Model(1 + c, GpData.OfConstraint(ended, c).Bounded(), options.Warp, fit, hypers);
            limits.Add((model, warp.ToLatent(0)));
        }

        var feasible = Enumerable.Range(0, _data.Trials.Count).Where(i => _data.Trials[i].Observation.IsFeasible).ToArray();
        _bound = feasible.Length == 0 ? 0 : feasible.Min(i => _objective.FittedValues[i]);
        Acquisition = new ImprovementAcquisition(feasible.Length == 0 && constraints > 0 ? null : _objective, _bound, limits);
        Carried = new GpCarried(fit ? ended.Count : _last!.Fitted, hypers);
    }

    /// <summary>What to maximise.</summary>
    public Acquisition Acquisition { get; }

    /// <summary>Standardised values of the trials of the first model, in the order of their numbers.</summary>
    public ReadOnlySpan<double> Values => _warp.Latent;

    /// <summary>The parameters in force, for later proposals.</summary>
    public GpCarried Carried { get; }

    /// <summary>The best trials by the value that the model believes in, feasible ones first.</summary>
    public IEnumerable<GpTrial> Best(int count) => Enumerable.Range(0, _data.Trials.Count)
        .OrderBy(i => _data.Trials[i].Observation.IsFeasible ? 0 : 1).ThenBy(i => _objective.FittedValues[i]).Take(count).Select(i => _data.Trials[i]);

    /// <summary>The proposal of a candidate.</summary>
    public Proposal Explain(GpCandidate candidate, ParameterSet parameters)
    {
        var (mean, variance) = _objective.Predict(candidate.Features);
        var deviation = Math.Sqrt(variance);
        var value = _warp.ToValue(mean);
        var spread = (_warp.ToValue(mean + deviation) - _warp.ToValue(mean - deviation)) / 2;
        var kind = mean < _bound ? ProposalKind.Exploit : ProposalKind.Explore;
        var nearest = Nearest(candidate.Features);
        var shown = _maximised ? -value : value;
        var why = string.Create(CultureInfo.InvariantCulture,
            $"{(kind == ProposalKind.Exploit ? "Expected to be the best so far" : "May well be better than the best so far")}: the model predicts {shown:G4} ± {spread:G2} there, trial {nearest} is nearest.");
        return new Proposal(parameters, why)
        {
            Rationale = new Rationale(kind, value, spread, candidate.Score, Acquisition.Name, nearest),
            Carried = Carried.ToText(),
        };
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
