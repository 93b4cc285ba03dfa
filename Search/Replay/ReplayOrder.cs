namespace Search;

/// <summary>Which recorded trial comes next in a replay.</summary>
internal sealed class ReplayOrder
{
    private readonly ReplayOptions _options;
    private readonly List<RecordedTrial> _left;
    private readonly UnitCube _cube;
    private readonly Dictionary<int, double[]> _points;

    public ReplayOrder(SearchSpace space, IReadOnlyList<RecordedTrial> records, ReplayOptions options)
    {
        _options = options;
        _cube = new UnitCube(space);
        _points = records.ToDictionary(record => record.Number, record => _cube.Encode(record.Parameters));
        var random = TrialRandom.For(options.Seed, 0).Stream("replay order");
        _left = options.Shuffled
            ? [.. records.Select((record, i) => (Record: record, Key: random.Bits(i))).OrderBy(pair => pair.Key).ThenBy(pair => pair.Record.Number).Select(pair => pair.Record)]
            : [.. records.OrderBy(record => record.Number)];
    }

    /// <summary>Takes the next trial and what its sampler carries; null when none is left.</summary>
    public (RecordedTrial Record, string? Carried)? Next(StudyView study, int number)
    {
        if (_left.Count == 0)
            return null;
        var proposal = _options.Sampler?.Suggest(study, number);
        var index = proposal is null ? 0 : Nearest(_cube.Encode(proposal.Parameters));
        var record = _left[index];
        _left.RemoveAt(index);
        return (record, proposal?.Carried);
    }

    private int Nearest(double[] point)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < _left.Count; i++)
        {
            var distance = Distance(point, _points[_left[i].Number]);
            if (distance < least)
                (nearest, least) = (i, distance);
        }

        return nearest;
    }

    /// <summary>Squared distance in the cube; other choices, and a parameter that exists on one side only, count as 1.</summary>
    private double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            if (double.IsNaN(a[j]) && double.IsNaN(b[j]))
                continue;
            var apart = _cube.Axes[j].Parameter is CategoricalParameter ? (a[j] == b[j] ? 0 : 1) : a[j] - b[j];
            sum += double.IsNaN(apart) || double.IsNaN(a[j]) || double.IsNaN(b[j]) ? 1 : apart * apart;
        }

        return sum;
    }
}
