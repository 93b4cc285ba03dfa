using System.Globalization;

namespace Search;

/// <summary>
/// A random forest for regression over mixed and conditional spaces, deterministic in its stream of random numbers. Breiman 2001; mean and
/// variance of a prediction as in Hutter, Xu, Hoos, Leyton-Brown 2014, section 4.3.2. Cost of growing O(T d n log n), of a prediction
/// O(T log n).
/// </summary>
internal sealed class RandomForest
{
    private RandomForest(RegressionTree[] trees, int[][] weights)
    {
        Trees = trees;
        Weights = weights;
    }

    /// <summary>The trees (T).</summary>
    public IReadOnlyList<RegressionTree> Trees { get; }

    /// <summary>How often each tree drew each row (T, n); a row with 0 is out of the tree's bag.</summary>
    public IReadOnlyList<int[]> Weights { get; }

    /// <summary>Grows a forest.</summary>
    /// <param name="table">X (n, d) with n and d at least 1, and y (n).</param>
    /// <param name="options">Number of trees, leaves, axes.</param>
    /// <param name="random">Decides bootstrap samples, axes and thresholds.</param>
    public static RandomForest Grow(ForestTable table, ForestOptions options, TrialRandom random)
    {
        var trees = new RegressionTree[options.Trees];
        var weights = new int[options.Trees][];
        for (var t = 0; t < trees.Length; t++)
        {
            var own = random.Stream(t.ToString(CultureInfo.InvariantCulture));
            var bag = own.Stream("bag");
            weights[t] = new int[table.Count];
            for (var i = 0; i < table.Count; i++)
                weights[t][bag.Below(i, table.Count)]++;
            trees[t] = new TreeGrower(table, options, weights[t], own).Grow();
        }

        return new RandomForest(trees, weights);
    }

    /// <summary>
    /// Mean and variance at a point (d): the mean of the trees' means; the mean of their variances plus the variance of their means.
    /// </summary>
    public (double Mean, double Variance) Predict(double[] point)
    {
        var (sum, spread, first) = (0.0, 0.0, 0.0);
        var squares = 0.0;
        for (var t = 0; t < Trees.Count; t++)
        {
            var leaf = Trees[t].Leaf(point);
            if (t == 0)
                first = leaf.Mean;
            sum += leaf.Mean;
            squares += (leaf.Mean - first) * (leaf.Mean - first);
            spread += leaf.Variance;
        }

        var mean = sum / Trees.Count;
        return (mean, Math.Max(0, spread / Trees.Count + squares / Trees.Count - (mean - first) * (mean - first)));
    }
}
