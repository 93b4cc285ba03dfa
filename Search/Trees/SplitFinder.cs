namespace Search;

/// <summary>
/// Finds the best split of a node along one axis. Numbers: every gap between neighbours, the threshold drawn uniformly inside the gap, so
/// that trees differ and the forest's mean is smooth (Hutter, Xu, Hoos, Leyton-Brown, "Algorithm runtime prediction", Artificial
/// Intelligence 206, 2014, section 4.3.2). Choices: the levels in order of their mean, which holds the best of all subsets (Breiman et al.,
/// "Classification and Regression Trees", 1984, theorem 4.5). A parameter that exists only for some rows is asked about only where all rows
/// have it: when it would be the best, the node is first split by the condition that it needs. So an inactive parameter has no influence.
/// </summary>
internal sealed class SplitFinder(ForestTable table, int[] weights, int smallestLeaf, TrialRandom random)
{
    private int _draws;

    public NodeSums Sum(ReadOnlySpan<int> rows)
    {
        var (weight, sum, squares, pure) = (0.0, 0.0, 0.0, true);
        var first = table.Targets[rows[0]];
        foreach (var row in rows)
        {
            var y = table.Targets[row];
            weight += weights[row];
            sum += weights[row] * y;
            squares += weights[row] * y * y;
            pure &= y == first;
        }

        return new NodeSums(weight, sum, squares, pure);
    }

    /// <summary>The best split of rows [start, end) along an axis; null if there is none that leaves less error.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="order">The rows sorted along each axis.</param>
    /// <param name="start">First row.</param>
    /// <param name="end">Behind the last row.</param>
    /// <param name="sums">Of the node.</param>
    public Split? Best(int axis, int[][] order, int start, int end, NodeSums sums)
    {
        var rows = order[axis].AsSpan(start, end - start);
        var column = table.Columns[axis];
        var present = rows.Length;
        while (present > 0 && double.IsNaN(column[rows[present - 1]]))
            present--;
        if (present == rows.Length)
            return Within(axis, rows, sums);
        if (present < 2 || Condition(axis, order, start, end) is not { } condition)
            return null;

        // Two steps at once: by existence, then along the axis among those that have it.
        var inner = Sum(rows[..present]);
        if (inner.Weight < 2 * smallestLeaf || Within(axis, rows[..present], inner) is not { } split)
            return null;
        var (weight, sum) = (sums.Weight - inner.Weight, sums.Sum - inner.Sum);
        return new Split(condition.Parent, 0, condition.On, split.Score + sum * sum / weight);
    }

    private Split? Within(int axis, ReadOnlySpan<int> rows, NodeSums sums)
    {
        var split = table.Sets[axis] ? Choices(axis, rows, sums) : Numbers(axis, rows, sums);
        return split is not null && split.Score > sums.Sum * sums.Sum / sums.Weight ? split : null;
    }

    private Split? Numbers(int axis, ReadOnlySpan<int> rows, NodeSums sums)
    {
        var column = table.Columns[axis];
        var (weight, sum, best, at) = (0.0, 0.0, double.NegativeInfinity, -1);
        for (var i = 0; i + 1 < rows.Length; i++)
        {
            var row = rows[i];
            weight += weights[row];
            sum += weights[row] * table.Targets[row];
            if (weight < smallestLeaf || column[row] == column[rows[i + 1]])
                continue;
            if (sums.Weight - weight < smallestLeaf)
                break;
            var score = Score(weight, sum, sums);
            if (score > best)
                (best, at) = (score, i);
        }

        if (at < 0)
            return null;
        var (low, high) = (column[rows[at]], column[rows[at + 1]]);
        var threshold = low + random.Uniform(_draws++) * (high - low);
        return new Split(axis, threshold > low ? threshold : high, null, best);
    }

    private Split? Choices(int axis, ReadOnlySpan<int> rows, NodeSums sums)
    {
        var levels = table.Levels[axis];
        var count = (int)table.Cube.Axes[axis].Levels;
        var level = new double[count];
        var total = new double[count];
        foreach (var row in rows)
        {
            level[levels[row]] += weights[row];
            total[levels[row]] += weights[row] * table.Targets[row];
        }

        int[] present = [.. Enumerable.Range(0, count).Where(l => level[l] > 0).OrderBy(l => total[l] / level[l])];
        var (weight, sum, best, at) = (0.0, 0.0, double.NegativeInfinity, -1);
        for (var i = 0; i + 1 < present.Length; i++)
        {
            weight += level[present[i]];
            sum += total[present[i]];
            if (weight < smallestLeaf || sums.Weight - weight < smallestLeaf)
                continue;
            var score = Score(weight, sum, sums);
            if (score > best)
                (best, at) = (score, i);
        }

        if (at < 0)
            return null;

        // Levels that the node has not seen go with the many.
        var left = new bool[count];
        var leftWeight = 0.0;
        for (var i = 0; i <= at; i++)
            leftWeight += level[present[i]];
        Array.Fill(left, 2 * leftWeight >= sums.Weight);
        for (var i = 0; i < present.Length; i++)
            left[present[i]] = i <= at;
        return new Split(axis, 0, left, best);
    }

    /// <summary>The outermost clause, among those that the axis needs, which some rows of the node fulfil and others not; null if none does.</summary>
    private (int Parent, bool[] On)? Condition(int axis, int[][] order, int start, int end)
    {
        foreach (var (parent, on) in table.Cube.ConditionsOf(axis))
        {
            var rows = order[parent].AsSpan(start, end - start);
            if (table.Levels[parent][rows[^1]] < 0)
                return Condition(parent, order, start, end);
            var (some, every) = (false, true);
            foreach (var row in rows)
            {
                var holds = on[table.Levels[parent][row]];
                some |= holds;
                every &= holds;
            }

            if (some && !every)
                return (parent, on);
        }

        return null;
    }

    private static double Score(double weight, double sum, NodeSums sums) =>
        sum * sum / weight + (sums.Sum - sum) * (sums.Sum - sum) / (sums.Weight - weight);
}
