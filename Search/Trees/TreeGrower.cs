namespace Search;

/// <summary>
/// Grows one regression tree on a bootstrap sample: each node takes, among some randomly chosen axes, the split that leaves the least squared
/// error. Breiman, "Random forests", Machine Learning 45, 2001. Cost O(d n) a level with columns sorted beforehand.
/// </summary>
internal sealed class TreeGrower
{
    private const int DeepestLevel = 64;

    private readonly ForestTable _table;
    private readonly ForestOptions _options;
    private readonly TrialRandom _axisRandom;
    private readonly int[][] _order; // (d, rows drawn), a segment a node, each sorted along its axis
    private readonly int[] _spare;
    private readonly bool[] _goesLeft;
    private readonly int[] _axes;
    private readonly SplitFinder _finder;
    private readonly RegressionTree _tree = new();
    private int _draws;

    /// <param name="table">X and y.</param>
    /// <param name="options">Size of leaves and share of axes.</param>
    /// <param name="weights">How often each row (n) was drawn.</param>
    /// <param name="random">The tree's own stream.</param>
    public TreeGrower(ForestTable table, ForestOptions options, int[] weights, TrialRandom random)
    {
        (_table, _options, _axisRandom) = (table, options, random.Stream("axes"));
        _order = [.. table.Order.Select(rows => rows.Where(row => weights[row] > 0).ToArray())];
        _spare = new int[_order[0].Length];
        _goesLeft = new bool[table.Count];
        _axes = [.. Enumerable.Range(0, table.Cube.Dimension)];
        _finder = new SplitFinder(table, weights, options.SmallestLeaf, random.Stream("thresholds"));
    }

    public RegressionTree Grow()
    {
        Grow(0, _spare.Length, 0);
        return _tree;
    }

    /// <summary>Grows the node of rows [start, end) of every sorted column and answers its position.</summary>
    private int Grow(int start, int end, int level)
    {
        var sums = _finder.Sum(_order[0].AsSpan(start, end - start));
        var position = _tree.Nodes.Count;
        var node = _tree.Add(sums.Mean, sums.Variance);
        if (level == DeepestLevel || sums.Weight < 2 * _options.SmallestLeaf || sums.IsPure || Choose(start, end, sums) is not { } split)
            return position;
        var middle = Part(split, start, end);
        var left = Grow(start, middle, level + 1);
        var right = Grow(middle, end, level + 1);
        node.Part(split, left, right, middle - start >= end - middle);
        return position;
    }

    /// <summary>The best split of some axes in random order; axes that cannot split the node do not count as tried.</summary>
    private Split? Choose(int start, int end, NodeSums sums)
    {
        var wanted = Math.Max(1, (int)Math.Ceiling(_options.AxisShare * _axes.Length));
        Split? best = null;
        for (var k = 0; k < _axes.Length && wanted > 0; k++)
        {
            var other = k + _axisRandom.Below(_draws++, _axes.Length - k);
            (_axes[k], _axes[other]) = (_axes[other], _axes[k]);
            if (_finder.Best(_axes[k], _order, start, end, sums) is not { } split)
                continue;
            wanted--;
            if (best is null || split.Score > best.Score)
                best = split;
        }

        return best;
    }

    /// <summary>Moves the left rows of each column in front of the right ones, both in their order; answers where the right ones begin.</summary>
    private int Part(Split split, int start, int end)
    {
        var column = _table.Columns[split.Axis];
        var levels = _table.Levels[split.Axis];
        foreach (var row in _order[0].AsSpan(start, end - start))
            _goesLeft[row] = split.Left is { } left ? left[levels[row]] : column[row] < split.Threshold;
        var middle = start;
        foreach (var rows in _order)
        {
            middle = start;
            var right = 0;
            for (var i = start; i < end; i++)
            {
                var row = rows[i];
                if (_goesLeft[row])
                    rows[middle++] = row;
                else
                    _spare[right++] = row;
            }

            Array.Copy(_spare, 0, rows, middle, right);
        }

        return middle;
    }
}
