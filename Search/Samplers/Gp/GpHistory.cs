namespace Search;

/// <summary>The trials of a study as the Gaussian process sees them, kept up one observation at a time, and the factors last computed.</summary>
internal sealed class GpHistory(UnitCube cube) : IDerivedState
{
    private readonly SortedDictionary<int, GpTrial> _trials = [];
    private readonly Dictionary<int, GpFactorCache> _factors = [];
    private IReadOnlyList<PastStudy> _pastsOf = [];
    private IReadOnlyList<PastModel> _pasts = [];

    /// <summary>The features of the space.</summary>
    public GpAxes Axes { get; } = new(cube);

    /// <summary>Every trial by number.</summary>
    public IEnumerable<GpTrial> Trials => _trials.Values;

    /// <inheritdoc/>
    public void Take(Observation observation)
    {
        if (_trials.TryGetValue(observation.Number, out var known) && known.Observation.Parameters.Equals(observation.Parameters))
        {
            _trials[observation.Number] = known with { Observation = observation };
            return;
        }

        var point = Axes.Cube.Encode(observation.Parameters);
        _trials[observation.Number] = new GpTrial(observation, point, Axes.Features(point));
    }

    /// <summary>The processes of the earlier studies that say something about the space; made once for the same pasts.</summary>
    public IReadOnlyList<PastModel> Pasts(IReadOnlyList<PastStudy> pasts)
    {
        if (!_pastsOf.SequenceEqual(pasts))
            (_pastsOf, _pasts) = (pasts, [.. pasts.Take(PastEnsemble.MostPasts).Select(past => PastModel.Of(past, Axes)).OfType<PastModel>()]);
        return _pasts;
    }

    /// <summary>The cache of the factors of model <paramref name="slot"/>.</summary>
    public GpFactorCache Factors(int slot)
    {
        if (!_factors.TryGetValue(slot, out var cache))
            _factors[slot] = cache = new GpFactorCache(Axes.Dimension);
        return cache;
    }
}
