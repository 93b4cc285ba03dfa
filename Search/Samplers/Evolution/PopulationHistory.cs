namespace Search;

/// <summary>The trials of a study by number, and which parameters were tried; kept up one observation at a time. Cost O(d) for a newest trial.</summary>
internal sealed class PopulationHistory(UnitCube cube) : IDerivedState
{
    private readonly List<PopulationTrial> _trials = [];
    private readonly Dictionary<ParameterSet, int> _tried = [];

    /// <summary>The cube of the space.</summary>
    public UnitCube Cube { get; } = cube;

    /// <summary>Every trial, the latest entry of each, by rising number.</summary>
    public IReadOnlyList<PopulationTrial> Trials => _trials;

    /// <summary>Asks the history of a study that it shares with the other samplers of this kind.</summary>
    public static TResult Use<TResult>(StudyView study, Func<PopulationHistory, TResult> use) =>
        study.Derive("population", () => new PopulationHistory(new UnitCube(study.Space)), use);

    /// <inheritdoc/>
    public void Take(Observation observation)
    {
        var at = PositionOf(observation.Number);
        var trial = PopulationTrial.Of(observation, Cube);
        if (at < _trials.Count && _trials[at].Number == observation.Number)
        {
            Count(_trials[at].Observation.Parameters, -1);
            _trials[at] = trial;
        }
        else
        {
            _trials.Insert(at, trial);
        }

        Count(observation.Parameters, 1);
    }

    /// <summary>Whether a trial other than <paramref name="but"/> has these parameters.</summary>
    public bool WasTried(ParameterSet parameters, int but)
    {
        var count = _tried.GetValueOrDefault(parameters);
        return count > 1 || (count == 1 && !(Find(but) is { } own && own.Observation.Parameters.Equals(parameters)));
    }

    /// <summary>The trial of that number, or null.</summary>
    public PopulationTrial? Find(int number)
    {
        var at = PositionOf(number);
        return at < _trials.Count && _trials[at].Number == number ? _trials[at] : null;
    }

    /// <summary>The newest ended trials with a score, at most <paramref name="most"/>, without <paramref name="but"/>; the highest number first.</summary>
    public PopulationTrial[] Scored(int but, int most = int.MaxValue)
    {
        var scored = new List<PopulationTrial>();
        for (var i = _trials.Count - 1; i >= 0 && scored.Count < most; i--)
        {
            if (_trials[i].Score is not null && _trials[i].Number != but)
                scored.Add(_trials[i]);
        }

        return [.. scored];
    }

    /// <summary>The ended trial nearest to a point (d): Euclidean, 1 for each parameter that only one of them has or whose choices differ; null when there is none. Cost O(n d).</summary>
    public int? Nearest(double[] point, int but)
    {
        var (best, nearest) = (double.PositiveInfinity, (int?)null);
        foreach (var trial in _trials)
        {
            if (trial.Observation.State == TrialState.Running || trial.Number == but)
                continue;
            var distance = 0.0;
            for (var j = 0; j < point.Length && distance < best; j++)
            {
                var (a, b) = (trial.Point[j], point[j]);
                if (double.IsNaN(a) || double.IsNaN(b))
                    distance += double.IsNaN(a) == double.IsNaN(b) ? 0 : 1;
                else
                    distance += Cube.Axes[j].IsCategorical ? (a == b ? 0 : 1) : (a - b) * (a - b);
            }

            if (distance < best)
                (best, nearest) = (distance, trial.Number);
        }

        return nearest;
    }

    private void Count(ParameterSet parameters, int by)
    {
        var count = _tried.GetValueOrDefault(parameters) + by;
        if (count == 0)
            _tried.Remove(parameters);
        else
            _tried[parameters] = count;
    }

    /// <summary>Where the trial of that number is or belongs; at once when it is the newest.</summary>
    public int PositionOf(int number)
    {
        if (_trials.Count == 0 || _trials[^1].Number < number)
            return _trials.Count;
        var (low, high) = (0, _trials.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_trials[middle].Number < number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
