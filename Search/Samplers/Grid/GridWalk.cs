namespace Search;

/// <summary>
/// A walk over the points of a grid that passes over those which a trial has, whoever proposed it, and those that a constraint of the space
/// forbids. It remembers how many points at its beginning are done with, so that a proposal costs what is new.
/// </summary>
/// <param name="plan">The grid.</param>
/// <param name="order">Draws the order of the points; null to walk from the first corner.</param>
internal sealed class GridWalk(GridPlan plan, TrialRandom? order) : IDerivedState
{
    /// <summary>No point beyond is looked at: where a constraint forbids nearly all of a huge grid, the walk would not end.</summary>
    public const int MostWalked = 1_000_000;

    private readonly Dictionary<int, ParameterSet> _points = [];
    private readonly Dictionary<ParameterSet, int> _trials = [];
    private long _done;

    /// <summary>The grid.</summary>
    public GridPlan Plan { get; } = plan;

    /// <inheritdoc/>
    public void Take(Observation observation)
    {
        var space = Plan.Cube.Space;
        var point = space.Contains(observation.Parameters) ? space.Canonical(observation.Parameters) : null;
        if (_points.TryGetValue(observation.Number, out var before))
        {
            if (before.Equals(point))
                return;
            _points.Remove(observation.Number);
            _trials[before]--;
            _done = 0; // what was done with may be free again
        }

        if (point is null)
            return;
        _points.Add(observation.Number, point);
        _trials[point] = _trials.GetValueOrDefault(point) + 1;
    }

    /// <summary>The first point, by number from 0, that no trial has and no constraint forbids.</summary>
    /// <param name="study">The study.</param>
    /// <param name="trialNumber">The trial to be proposed. Trials of lower numbers that are proposed elsewhere take the points before it.</param>
    /// <returns>Null when there is none left.</returns>
    public (long Index, ParameterSet Point)? Next(StudyView study, int trialNumber)
    {
        var own = _points.GetValueOrDefault(trialNumber);
        while (_done < Last && !IsFree(_done, null, out _))
            _done++;
        var elsewhere = study.Elsewhere(trialNumber, _points.Keys.Count(number => number < trialNumber));
        for (var index = own is null ? _done : 0; index < Last; index++)
        {
            if (IsFree(index, own, out var point) && elsewhere-- == 0)
                return (index, point);
        }

        return null;
    }

    private long Last => Math.Min(Plan.Size, MostWalked);

    private bool IsFree(long index, ParameterSet? own, out ParameterSet point)
    {
        var place = Plan.Point(index, order);
        point = Plan.Cube.Decode(place);
        return (Plan.Cube.Space.Constraints.Count == 0 || Plan.Cube.IsFeasible(place)) && _trials.GetValueOrDefault(point) <= (point.Equals(own) ? 1 : 0);
    }
}
