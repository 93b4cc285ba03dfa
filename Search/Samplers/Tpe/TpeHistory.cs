using System.Runtime.InteropServices;

namespace Search;

/// <summary>
/// A history as <see cref="TpeSampler"/> needs it, extended one observation at a time in O(d log n): coordinates, ranks, samples and what
/// has been tried. The answers are the same for the same set of observations, in whatever order they were taken.
/// </summary>
internal sealed class TpeHistory : IDerivedState
{
    private readonly int _objectives;
    private readonly Dictionary<int, TpeTrial> _trials = [];
    private readonly Dictionary<ParameterSet, int> _tried = [];
    private IReadOnlyList<PastStudy> _pastsOf = [];
    private IReadOnlyList<IReadOnlyList<Observation>> _pasts = [];

    /// <param name="space">The space of the study.</param>
    /// <param name="objectives">How many objectives it has, at least 1.</param>
    /// <param name="joint">Whether parameters that exist together form one group; false for a group each.</param>
    public TpeHistory(SearchSpace space, int objectives, bool joint)
    {
        _objectives = objectives;
        Cube = new UnitCube(space);
        Groups = [.. (joint ? ParameterGroups.Of(Cube) : Cube.ParentsFirst.Select(axis => new[] { axis })).Select(group => new TpeGroup(group))];
        Everything = new TpeGroup([]);
    }

    /// <summary>The map from parameters to coordinates.</summary>
    public UnitCube Cube { get; }

    /// <summary>The groups of parameters, parents first.</summary>
    public TpeGroup[] Groups { get; }

    /// <summary>All trials.</summary>
    public TpeGroup Everything { get; }

    /// <summary>The trials of earlier studies that have a place in the space, best first; made once for the same studies.</summary>
    public IReadOnlyList<IReadOnlyList<Observation>> Pasts(IReadOnlyList<PastStudy> pasts)
    {
        if (!_pastsOf.SequenceEqual(pasts))
            (_pastsOf, _pasts) = (pasts, [.. pasts.Take(TpePast.MostPasts).Select(past => PastPoints.Mapped(past, Cube.Space))]);
        return _pasts;
    }

    /// <inheritdoc/>
    public void Take(Observation observation)
    {
        if (_trials.Remove(observation.Number, out var earlier))
        {
            ForGroups(earlier, (group, trial) => group.Remove(trial));
            if (--CollectionsMarshal.GetValueRefOrNullRef(_tried, earlier.Parameters) == 0)
                _tried.Remove(earlier.Parameters);
        }

        var rank = TrialRank.Of(observation);
        var trial = new TpeTrial(
            observation.Number, observation.Parameters,
            earlier is not null && earlier.Parameters.Equals(observation.Parameters) ? earlier.Point : Cube.Encode(observation.Parameters),
            rank, observation.State == TrialState.Running,
            _objectives > 1 ? Objectives.Of(observation, _objectives) : null,
            TrialRandom.For(0, observation.Number).Stream("lot").Bits(0));
        _trials[trial.Number] = trial;
        ForGroups(trial, (group, added) => group.Add(added));
        CollectionsMarshal.GetValueRefOrAddDefault(_tried, trial.Parameters, out _)++;
    }

    /// <summary>The trial of that number; null if there is none.</summary>
    public TpeTrial? Trial(int number) => _trials.GetValueOrDefault(number);

    /// <summary>Whether a trial other than <paramref name="except"/> has these parameters.</summary>
    public bool WasTried(ParameterSet parameters, TpeTrial? except) =>
        _tried.GetValueOrDefault(parameters) > (except is not null && except.Parameters.Equals(parameters) ? 1 : 0);

    private void ForGroups(TpeTrial trial, Action<TpeGroup, TpeTrial> action)
    {
        action(Everything, trial);
        foreach (var group in Groups)
            action(group, trial);
    }
}
