namespace Search;

/// <summary>
/// A regression tree as the boxes of its leaves, from which expectations over a uniform cube are exact sums. Hutter, Hoos, Leyton-Brown, "An
/// efficient approach for assessing hyperparameter importance", ICML 2014, section 4 (algorithm 2): the marginal of some axes is a sum over
/// leaves of the leaf's value times the volume of its other axes. Sums over runs of cells are differences that are added up once, so that a
/// marginal of one axis costs O(leaves + cells) and of two O(leaves + product of cells).
/// </summary>
internal sealed class TreePartition
{
    private readonly AxisCells[] _cells;
    private readonly List<TreeBox> _boxes = [];

    public TreePartition(RegressionTree tree, UnitCube cube)
    {
        var sets = ForestTable.SetsOf(cube);
        _cells = [.. cube.Axes.Select((axis, j) => new AxisCells(tree, j, axis, sets[j]))];
        Walk(tree, 0, [.. _cells.Select(cells => new[] { (0, cells.Widths.Length) })]);
        foreach (var box in _boxes)
            Mean += box.Value * Volume(box, -1, -1);
        foreach (var box in _boxes)
            Variance += (box.Value - Mean) * (box.Value - Mean) * Volume(box, -1, -1);
    }

    /// <summary>Expectation over the cube.</summary>
    public double Mean { get; }

    /// <summary>Variance over the cube.</summary>
    public double Variance { get; }

    /// <summary>The cells of an axis.</summary>
    public AxisCells Cells(int axis) => _cells[axis];

    /// <summary>The expectation in each cell of an axis.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="within">For each axis which levels count (null: all), for the expectation over a part of the cube; null for the whole cube.</param>
    public double[] Marginal(int axis, bool[]?[]? within = null)
    {
        var steps = new double[_cells[axis].Widths.Length + 1];
        foreach (var box in _boxes)
        {
            var share = box.Value * (within is null ? Volume(box, axis, -1) : VolumeWithin(box, axis, within));
            foreach (var (start, end) in box.Runs[axis])
            {
                steps[start] += share;
                steps[end] -= share;
            }
        }

        for (var i = 1; i < steps.Length; i++)
            steps[i] += steps[i - 1];
        return steps[..^1];
    }

    /// <summary>Variance over the cube of the expectation given one axis.</summary>
    public double VarianceOf(int axis)
    {
        var marginal = Marginal(axis);
        var widths = _cells[axis].Widths;
        var sum = 0.0;
        for (var i = 0; i < marginal.Length; i++)
            sum += widths[i] * (marginal[i] - Mean) * (marginal[i] - Mean);
        return sum;
    }

    /// <summary>Variance over the cube of the expectation given two axes; it holds the variances of both alone.</summary>
    public double VarianceOf(int first, int second)
    {
        var (rows, columns) = (_cells[first].Widths, _cells[second].Widths);
        var stride = columns.Length + 1;
        var steps = new double[(rows.Length + 1) * stride];
        foreach (var box in _boxes)
        {
            var share = box.Value * Volume(box, first, second);
            foreach (var (top, bottom) in box.Runs[first])
            {
                foreach (var (left, right) in box.Runs[second])
                {
                    steps[top * stride + left] += share;
                    steps[top * stride + right] -= share;
                    steps[bottom * stride + left] -= share;
                    steps[bottom * stride + right] += share;
                }
            }
        }

        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var (line, along) = (0.0, 0.0);
            for (var j = 0; j < columns.Length; j++)
            {
                // steps holds, row by row, the sums down each column; along adds them up from left to right.
                var at = i * stride + j;
                if (i > 0)
                    steps[at] += steps[at - stride];
                along += steps[at];
                line += columns[j] * (along - Mean) * (along - Mean);
            }

            sum += rows[i] * line;
        }

        return sum;
    }

    private void Walk(RegressionTree tree, int position, (int Start, int End)[][] runs)
    {
        var node = tree.Nodes[position];
        if (node.Split is not { } split)
        {
            double[] sizes = [.. runs.Select((run, j) => Size(run, _cells[j].Widths))];
            _boxes.Add(new TreeBox(node.Mean, [.. runs], sizes));
            return;
        }

        var whole = runs[split.Axis];
        var (left, right) = split.Left is { } levels ? ByLevel(whole, levels) : ByThreshold(whole, _cells[split.Axis].Below(split.Threshold));
        if (left.Length > 0)
        {
            runs[split.Axis] = left;
            Walk(tree, node.LeftChild, runs);
        }

        if (right.Length > 0)
        {
            runs[split.Axis] = right;
            Walk(tree, node.RightChild, runs);
        }

        runs[split.Axis] = whole;
    }

    private static ((int Start, int End)[] Left, (int Start, int End)[] Right) ByThreshold((int Start, int End)[] runs, int edge)
    {
        var (start, end) = runs[0];
        return (edge <= start ? [] : [(start, Math.Min(end, edge))], edge >= end ? [] : [(Math.Max(start, edge), end)]);
    }

    private static ((int Start, int End)[] Left, (int Start, int End)[] Right) ByLevel((int Start, int End)[] runs, bool[] levels)
    {
        List<(int Start, int End)> left = [], right = [];
        foreach (var (start, end) in runs)
        {
            for (var level = start; level < end; level++)
            {
                var side = levels[level] ? left : right;
                if (side.Count > 0 && side[^1].End == level)
                    side[^1] = (side[^1].Start, level + 1);
                else
                    side.Add((level, level + 1));
            }
        }

        return ([.. left], [.. right]);
    }

    private static double Size((int Start, int End)[] runs, double[] widths)
    {
        var sum = 0.0;
        foreach (var (start, end) in runs)
        {
            for (var i = start; i < end; i++)
                sum += widths[i];
        }

        return sum;
    }

    /// <summary>Volume of a box over all axes but one or two.</summary>
    private static double Volume(TreeBox box, int but, int andBut)
    {
        var volume = 1.0;
        for (var j = 0; j < box.Sizes.Length; j++)
        {
            if (j != but && j != andBut)
                volume *= box.Sizes[j];
        }

        return volume;
    }

    /// <summary>The same over a part of the cube, in units of the part's volume.</summary>
    private static double VolumeWithin(TreeBox box, int but, bool[]?[] within)
    {
        var volume = 1.0;
        for (var j = 0; j < box.Sizes.Length; j++)
        {
            if (j == but)
                continue;
            if (within[j] is not { } levels)
            {
                volume *= box.Sizes[j];
                continue;
            }

            var (inside, all) = (0.0, 0.0);
            foreach (var level in levels)
                all += level ? 1 : 0;
            foreach (var (start, end) in box.Runs[j])
            {
                for (var level = start; level < end; level++)
                    inside += levels[level] ? 1 : 0;
            }

            volume *= inside / all;
        }

        return volume;
    }
}
