namespace Search;

/// <summary>
/// A random forest on the normal scores of a study's trials: the trial of rank i of n counts as the i-th of n draws of a standard normal. Ranks
/// take failed, pruned and infeasible trials in one order with the others and no outlier can hide the differences among the good ones.
/// </summary>
internal sealed class ForestModel
{
    /// <summary>Smallest deviation: a forest that has seen one value only is not certain of it.</summary>
    private const double SmallestDeviation = 0.02;

    private const int SmallestLeaf = 3;

    private readonly RandomForest _forest;
    private readonly double[] _values;
    private readonly int _count;
    private readonly double _best;

    /// <param name="cube">The cube.</param>
    /// <param name="ranked">Ended trials with a score, best first (n, at least 1).</param>
    /// <param name="hopeless">Trials that ended without; they share the worst rank.</param>
    /// <param name="pending">Trials under way: until they end they count as a smaller forest on the ended ones predicts them, which makes the
    /// forest surer around them and so sends parallel proposals elsewhere (the believer of Ginsbourger, Le Riche, Carraro 2010, section 4.1).</param>
    /// <param name="options">Trees and rows.</param>
    /// <param name="random">Decides the forest.</param>
    public ForestModel(
        UnitCube cube, IReadOnlyList<PopulationTrial> ranked, IReadOnlyList<PopulationTrial> hopeless, IReadOnlyList<PopulationTrial> pending,
        ForestSamplerOptions options, TrialRandom random)
    {
        _count = ranked.Count + hopeless.Count;
        _values = [.. ranked.Select(trial => trial.Score!.Value)];
        _best = ScoreOf(0);
        var best = ranked.Select((trial, rank) => (trial, Score: ScoreOf(rank))).Take(options.Rows / 2);
        var others = ranked.Select((trial, rank) => (trial, Score: ScoreOf(rank))).Skip(options.Rows / 2)
            .Concat(hopeless.Select(trial => (trial, Score: ScoreOf(_count - 1))))
            .OrderByDescending(entry => entry.trial.Number).Take(options.Rows - options.Rows / 2);
        var rows = best.Concat(others).ToArray();
        if (pending.Count > 0)
        {
            var believer = Grow(cube, rows, Math.Max(2, options.Trees / 3), random.Stream("believer"));
            rows = [.. rows, .. pending.TakeLast(options.Rows / 2).Select(trial => (trial, believer.Predict(trial.Point).Mean))];
        }

        _forest = Grow(cube, rows, options.Trees, random);
    }

    /// <summary>What the forest thinks of a point (d), NaN where a parameter does not exist.</summary>
    public ForestScore Score(double[] point)
    {
        var (mean, variance) = _forest.Predict(point);
        var deviation = Math.Max(SmallestDeviation, Math.Sqrt(variance));
        return new ForestScore(LogImprovement.Of(mean, deviation, _best).Value, mean, deviation);
    }

    /// <summary>The value that a normal score stands for, between those of the trials of the ranks around it.</summary>
    public double ValueOf(double score)
    {
        var rank = Math.Clamp(NormalDistribution.Cdf(score) * _count - 0.5, 0, _values.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, _values.Length - 1);
        return _values[below] + (rank - below) * (_values[above] - _values[below]);
    }

    private static RandomForest Grow(UnitCube cube, (PopulationTrial Trial, double Score)[] rows, int trees, TrialRandom random) => RandomForest.Grow(
        new ForestTable(cube, [.. rows.Select(row => row.Trial.Point)], [.. rows.Select(row => row.Score)]),
        new ForestOptions(trees, 5.0 / 6, SmallestLeaf), random);

    private double ScoreOf(int rank) => NormalDistribution.Quantile((rank + 0.5) / _count);
}
