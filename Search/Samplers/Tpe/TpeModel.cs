namespace Search;

/// <summary>The two densities of <see cref="TpeSampler"/> over one history.</summary>
/// <param name="history">What has been tried.</param>
/// <param name="except">The trial to be proposed, if it is in the history already.</param>
/// <param name="objectives">How many objectives the study has.</param>
/// <param name="options">The sampler's options.</param>
/// <param name="past">Points of earlier studies; null when there are none.</param>
internal sealed class TpeModel(TpeHistory history, TpeTrial? except, int objectives, TpeOptions options, TpePast? past)
{
    private readonly Dictionary<TpeGroup, (ParzenEstimator Good, ParzenEstimator Bad)> _densities = [];
    private readonly UnitCube _cube = history.Cube;

    /// <summary>Trials that can be ranked.</summary>
    public int RankedCount { get; } = history.Everything.RankedCount(except);

    /// <summary>Trials that count as good.</summary>
    public int GoodCount => TpeSplit.GoodOf(RankedCount, options.Gamma);

    /// <summary>Share of good trials among those ranked and the one to come, in (0, 1).</summary>
    public double GoodShare => (double)GoodCount / (RankedCount + 1);

    /// <summary>
    /// The candidate with the largest l/g, group by group: a group's candidates are compared before its children are chosen.
    /// </summary>
    /// <param name="random">The trial's random numbers.</param>
    /// <param name="firstDraw">Number of the first draw; other numbers give other candidates.</param>
    /// <returns>The point (d), coordinates of inactive parameters NaN, and the sum of the groups' log l/g.</returns>
    public (double[] Point, double LogRatio) Best(TrialRandom random, int firstDraw)
    {
        var point = new double[_cube.Dimension];
        Array.Fill(point, double.NaN);
        var total = 0.0;
        foreach (var group in history.Groups)
        {
            if (!_cube.IsActive(group.Positions[0], point))
                continue;
            var (best, logRatio) = BestOf(group, random, firstDraw);
            total += logRatio;
            for (var j = 0; j < best.Length; j++)
                point[group.Positions[j]] = best[j];
        }

        return (point, total);
    }

    private (double[] Point, double LogRatio) BestOf(TpeGroup group, TrialRandom random, int firstDraw)
    {
        var axes = Array.ConvertAll(group.Positions, i => _cube.Axes[i]);
        if (!_densities.TryGetValue(group, out var densities))
        {
            var split = TpeSplit.Of(group, except, objectives, options);
            _densities[group] = densities = (
                Density(axes, group, split.Good, TpeSplit.RankWeights(split.Good.Count), past?.Good(group.Positions), userPrior: true),
                Density(axes, group, split.Bad, TpeSplit.EqualWeights(split.Bad.Count), past?.Bad(group.Positions), userPrior: false));
        }

        var (good, bad) = densities;
        // Where one group is the whole space its candidates can be compared as they would be proposed; else the end is repaired only.
        var whole = _cube.Space.Constraints.Count > 0 && group.Positions.Length == _cube.Dimension;
        var streams = GroupRandom.Of(random, axes);
        double[] best = [];
        var bestRatio = double.NegativeInfinity;
        for (var i = 0; i < options.Candidates; i++)
        {
            var candidate = good.Draw(streams, firstDraw + i);
            if (whole)
                candidate = _cube.Repair(candidate, random.Stream("candidate"));
            var ratio = good.LogDensity(candidate) - bad.LogDensity(candidate);
            if (i == 0 || ratio > bestRatio)
                (best, bestRatio) = (candidate, ratio);
        }

        return (best, bestRatio);
    }

    /// <summary>
    /// The ended trial nearest to <paramref name="point"/> (d) among the best <see cref="TpeSplit.MostBad"/>: the Euclidean distance over the
    /// coordinates both have, 1 for each that only one has or for another choice. Null if there is none.
    /// </summary>
    public int? Nearest(double[] point)
    {
        int? nearest = null;
        var least = double.PositiveInfinity;
        foreach (var trial in history.Everything.Ranked(except?.Number ?? -1).Take(TpeSplit.MostBad))
        {
            var distance = Distance(point, trial.Point, least);
            if (distance < least)
                (nearest, least) = (trial.Number, distance);
        }

        return nearest;
    }

    /// <summary>The squared distance, or something at least <paramref name="enough"/> when it is.</summary>
    private double Distance(double[] a, double[] b, double enough)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length && sum < enough; j++)
        {
            var step = _cube.Axes[j].IsCategorical && a[j] != b[j] ? 1 : a[j] - b[j];
            if (!double.IsNaN(a[j]) || !double.IsNaN(b[j]))
                sum += double.IsNaN(step) ? 1 : step * step;
        }

        return sum;
    }

    private static ParzenEstimator Density(
        UnitAxis[] axes, TpeGroup group, IReadOnlyList<TpeTrial> trials, double[] weights, IEnumerable<(double[] Point, double Weight)>? past, bool userPrior)
    {
        (double[] Point, double Weight)[] earlier = [.. past ?? []];
        return new ParzenEstimator(
            axes, group.Positions, [.. trials.Select(trial => trial.Point), .. earlier.Select(point => point.Point)], [.. weights, .. earlier.Select(point => point.Weight)],
            trials.Count + PortableMath.Sum([.. earlier.Select(point => point.Weight)]), userPrior);
    }
}
