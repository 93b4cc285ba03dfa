namespace Search;

/// <summary>The two densities of <see cref="TpeSampler"/> over one history.</summary>
internal sealed class TpeModel
{
    /// <summary>Share of the ranked trials that count as good, gamma.</summary>
    private const double Gamma = 0.15;

    /// <summary>Bound on the good trials, so that a long search stays with its best (Bergstra, Yamins, Cox 2013).</summary>
    private const int MostGood = 25;

    private readonly UnitCube _cube;
    private readonly IReadOnlyList<int[]> _groups;
    private readonly double[][] _ranked;
    private readonly double[][] _bad;

    public TpeModel(UnitCube cube, StudyHistory history)
    {
        _cube = cube;
        _groups = ParameterGroups.Of(cube);
        _ranked = [.. history.Ranked.Select(observation => cube.Encode(observation.Parameters))];
        _bad = [.. history.Hopeless.Concat(history.Pending).Select(observation => cube.Encode(observation.Parameters))];
    }

    /// <summary>Trials that can be ranked.</summary>
    public int RankedCount => _ranked.Length;

    /// <summary>Trials that count as good.</summary>
    public int GoodCount => GoodOf(_ranked.Length);

    /// <summary>Share of good trials among those ranked and the one to come, in (0, 1).</summary>
    public double GoodShare => (double)GoodCount / (RankedCount + 1);

    /// <summary>
    /// The candidate with the largest l/g, group by group: a group's candidates are compared before its children are chosen.
    /// </summary>
    /// <param name="random">The trial's random numbers.</param>
    /// <param name="firstDraw">Number of the first draw; other numbers give other candidates.</param>
    /// <param name="candidates">Candidates a group.</param>
    /// <returns>The point (d), coordinates of inactive parameters NaN, and the sum of the groups' log l/g.</returns>
    public (double[] Point, double LogRatio) Best(TrialRandom random, int firstDraw, int candidates)
    {
        var point = new double[_cube.Dimension];
        Array.Fill(point, double.NaN);
        var total = 0.0;
        foreach (var group in _groups)
        {
            if (!_cube.IsActive(group[0], point))
                continue;
            var (best, logRatio) = BestOf(group, random, firstDraw, candidates);
            total += logRatio;
            for (var j = 0; j < group.Length; j++)
                point[group[j]] = best[j];
        }

        return (point, total);
    }

    private (double[] Point, double LogRatio) BestOf(int[] group, TrialRandom random, int firstDraw, int candidates)
    {
        UnitAxis[] axes = [.. group.Select(i => _cube.Axes[i])];
        var ranked = Inside(_ranked, group);
        var goodCount = GoodOf(ranked.Count);
        var good = new ParzenEstimator(axes, ranked[..goodCount]);
        var bad = new ParzenEstimator(axes, [.. ranked[goodCount..], .. Inside(_bad, group)]);
        double[] best = [];
        var bestRatio = double.NegativeInfinity;
        for (var i = 0; i < candidates; i++)
        {
            var candidate = good.Draw(random, firstDraw + i);
            var ratio = good.LogDensity(candidate) - bad.LogDensity(candidate);
            if (i == 0 || ratio > bestRatio)
                (best, bestRatio) = (candidate, ratio);
        }

        return (best, bestRatio);
    }

    /// <summary>The observations in which the whole group exists, reduced to its coordinates, in their order.</summary>
    private static List<double[]> Inside(double[][] points, int[] group) =>
        [.. points.Where(point => Array.TrueForAll(group, i => !double.IsNaN(point[i]))).Select(point => Array.ConvertAll(group, i => point[i]))];

    private static int GoodOf(int n) => Math.Min((int)Math.Ceiling(Gamma * n), MostGood);
}
