namespace Search;

/// <summary>
/// An earlier study as a process over the new study's space: its ended trials where <see cref="SpaceChange"/> has a place for them, of a
/// long one the best <see cref="MostTrials"/> / 2 and the newest others, standardised in themselves. Depends on the past and the space
/// only. Cost of making one O(<see cref="FitTrials"/>^3) for the parameters and O(<see cref="MostTrials"/>^3) for the factor.
/// </summary>
/// <param name="Name">The study's name, for people.</param>
/// <param name="Model">The process.</param>
internal sealed record PastModel(string Name, GpModel Model)
{
    /// <summary>Trials of a past that predict.</summary>
    private const int MostTrials = 250;

    /// <summary>Trials that a past's parameters are fitted to: few, because all pasts are fitted for one proposal.</summary>
    private const int FitTrials = 50;

    /// <summary>Fewer trials with a value say nothing about an order.</summary>
    private const int LeastTrials = 5;

    /// <summary>The process of a past; null if too few of its trials can be placed in the space.</summary>
    public static PastModel? Of(PastStudy past, GpAxes axes)
    {
        var data = GpData.OfObjective(Trials(past, axes), 0).Sample(MostTrials);
        if (data.Trials.Count(trial => trial.Value(0) is not null) < LeastTrials)
            return null;
        var sample = data.Sample(FitTrials);
        var points = new GpPoints(axes.Dimension, Lanes.Padded(sample.Values.Length));
        foreach (var trial in sample.Trials)
            points.Add(trial.Features);
        var hyper = GpFit.Fit(points, sample.Values, axes.Categorical, null, warped: true);
        var kernel = new MaternKernel(axes.Categorical, hyper);
        var cache = new GpFactorCache(axes.Dimension);
        cache.Bring([.. data.Trials.Select(trial => trial.Features)], kernel, hyper);
        var warp = new OutputWarp(data.Values, hyper.Warp);
        return new PastModel(past.Name, new GpModel(kernel, cache.Points, cache.Factor, warp.Latent, PortableMath.Exp(hyper.LogNoise)));
    }

    private static GpTrial[] Trials(PastStudy past, GpAxes axes)
    {
        var latest = new SortedDictionary<int, Observation>();
        foreach (var observation in past.Observations)
            latest[observation.Number] = observation;
        var mapped = latest.Values.Where(observation => observation.State != TrialState.Running)
            .Select(observation => SpaceChange.Map(observation, axes.Cube.Space).Observation).OfType<Observation>();
        return [.. mapped.Select(observation =>
        {
            var point = axes.Cube.Encode(observation.Parameters);
            return new GpTrial(observation, point, axes.Features(point));
        })];
    }
}
