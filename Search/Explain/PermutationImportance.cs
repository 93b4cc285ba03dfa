namespace Search;

/// <summary>
/// Importance by shuffling: how much worse a tree predicts the rows it has not seen when one parameter's values are shuffled among those of
/// them that have it. Breiman, "Random forests", 2001, section 10. Cost O(T n log n) a parameter.
/// </summary>
internal static class PermutationImportance
{
    /// <summary>
    /// For each axis the growth of the squared error in units of the variance of y and its deviation over the trees; and the share of the
    /// variance of y that the forest predicts for rows it has not seen (1 is perfect, 0 no better than the mean).
    /// </summary>
    public static ((double Growth, double Deviation)[] Axes, double Fit) Of(RandomForest forest, ForestTable table, TrialRandom random)
    {
        var (_, deviation) = Spread.Of(table.Targets);
        var dimension = table.Cube.Dimension;
        var growth = Enumerable.Range(0, dimension).Select(_ => new List<double>()).ToArray();
        var votes = new double[table.Count];
        var voters = new int[table.Count];
        for (var t = 0; t < forest.Trees.Count && deviation > 0; t++)
        {
            int[] unseen = [.. Enumerable.Range(0, table.Count).Where(i => forest.Weights[t][i] == 0)];
            var error = 0.0;
            foreach (var i in unseen)
            {
                var mean = forest.Trees[t].Leaf(table.Points[i]).Mean;
                votes[i] += mean;
                voters[i]++;
                error += (mean - table.Targets[i]) * (mean - table.Targets[i]);
            }

            var own = random.Stream(FormattableString.Invariant($"tree{t}"));
            for (var j = 0; j < dimension && unseen.Length > 0; j++)
            {
                var shuffled = ErrorShuffled(forest.Trees[t], table, unseen, j, own.Stream(table.Cube.Axes[j].Parameter.Name));
                growth[j].Add((shuffled - error) / unseen.Length / (deviation * deviation));
            }
        }

        var missed = 0.0;
        var judged = 0;
        for (var i = 0; i < table.Count; i++)
        {
            if (voters[i] == 0)
                continue;
            var residual = votes[i] / voters[i] - table.Targets[i];
            missed += residual * residual;
            judged++;
        }

        var fit = judged == 0 ? 0 : 1 - missed / judged / (deviation * deviation);
        return ([.. growth.Select(values => Spread.Of([.. values]))], fit);
    }

    private static double ErrorShuffled(RegressionTree tree, ForestTable table, int[] rows, int axis, TrialRandom random)
    {
        var column = table.Columns[axis];
        int[] having = [.. rows.Where(i => !double.IsNaN(column[i]))];
        var shuffled = (int[])having.Clone();
        for (var k = shuffled.Length - 1; k > 0; k--)
        {
            var other = random.Below(k, k + 1);
            (shuffled[k], shuffled[other]) = (shuffled[other], shuffled[k]);
        }

        var source = having.Zip(shuffled).ToDictionary(pair => pair.First, pair => pair.Second);
        var error = 0.0;
        var point = new double[table.Cube.Dimension];
        foreach (var i in rows)
        {
            Array.Copy(table.Points[i], point, point.Length);
            if (source.TryGetValue(i, out var other))
                point[axis] = column[other];
            var residual = tree.Leaf(point).Mean - table.Targets[i];
            error += residual * residual;
        }

        return error;
    }
}
