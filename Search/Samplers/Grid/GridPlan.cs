namespace Search;

/// <summary>
/// The points of a grid by number. Parameters that others depend on are combined first; under each combination the others that exist there
/// count on like the digits of a number, so that a point appears once however the conditions nest. It depends on the space only, not on
/// the history. Cost: O(combinations of parents) to make, O(that + d) a point.
/// </summary>
internal sealed class GridPlan
{
    /// <summary>A discrete parameter with more levels is cut into evenly spaced ones.</summary>
    private const int MostLevels = 16;

    /// <summary>More combinations of parents than this are not listed.</summary>
    private const int MostBranches = 100_000;

    private readonly UnitCube _cube;
    private readonly double[][] _levels;
    private readonly List<(double[] Parents, int[] Digits, long Size)> _branches;

    public GridPlan(SearchSpace space, int points)
    {
        _cube = new UnitCube(space);
        _levels = [.. _cube.Axes.Select(axis => Levels(axis, points))];
        var start = new double[_cube.Dimension];
        Array.Fill(start, double.NaN);
        var found = new List<(double[] Parents, int[] Digits, long Size)>();
        Branch(found, start, 0);
        foreach (var (_, _, size) in found)
            Size = Math.Min(Size + size, long.MaxValue / 2);
        if (found.Count > MostBranches)
            Size = 0;
        _branches = [.. found.OrderBy(branch => branch.Size)]; // stable: branches of one size keep their order
    }

    /// <summary>Points in the grid; 0 when there are too many branches to walk it.</summary>
    public long Size { get; }

    /// <summary>The map of the space.</summary>
    public UnitCube Cube => _cube;

    /// <summary>
    /// Point <paramref name="index"/> (0-based, below <see cref="Size"/>), d coordinates, NaN where a parameter does not exist. Branches take
    /// turns as long as they have points, so that a small one is not left to the end.
    /// </summary>
    /// <param name="index">Which point.</param>
    /// <param name="random">Draws the order of the branches and of the points in each; null to walk both from their first.</param>
    public double[] Point(long index, TrialRandom? random)
    {
        var (turn, finished) = (0L, 0);
        for (; ; finished++)
        {
            // All branches that are left take turns until the smallest of them ends.
            var (left, turns) = (_branches.Count - finished, _branches[finished].Size - turn);
            if (index / left < turns)
                break;
            index -= turns * left;
            turn += turns;
        }

        var alive = _branches.Count - finished;
        var position = random is { } order ? Permutation.At(index % alive, alive, order.Stream("branches")) : index % alive;
        var (parents, digits, size) = _branches[finished + (int)position];
        var inner = turn + index / alive;
        if (random is { } shuffle)
            inner = Permutation.At(inner, size, shuffle.Stream("points"));
        var point = (double[])parents.Clone();
        foreach (var axis in digits)
        {
            point[axis] = _levels[axis][inner % _levels[axis].Length];
            inner /= _levels[axis].Length;
        }

        return point;
    }

    /// <summary>Goes through the axes, parents first, and splits at each that others depend on.</summary>
    private void Branch(List<(double[] Parents, int[] Digits, long Size)> found, double[] point, int position)
    {
        for (; position < _cube.Dimension; position++)
        {
            var axis = _cube.ParentsFirst[position];
            if (!_cube.IsParent(axis) || !_cube.IsActive(axis, point))
                continue;
            foreach (var level in _levels[axis])
            {
                if (found.Count > MostBranches)
                    return;
                var next = (double[])point.Clone();
                next[axis] = level;
                Branch(found, next, position + 1);
            }

            return;
        }

        int[] digits = [.. _cube.ParentsFirst.Where(axis => !_cube.IsParent(axis) && _cube.IsActive(axis, point))];
        var size = 1L;
        foreach (var axis in digits)
            size = size > long.MaxValue / 2 / _levels[axis].Length ? long.MaxValue / 2 : size * _levels[axis].Length;
        found.Add((point, digits, size));
    }

    /// <summary>All levels of a parameter with few, else the middles of equal parts, each value once.</summary>
    private static double[] Levels(UnitAxis axis, int points) => axis.Levels > 0 && (axis.IsCategorical || axis.Levels <= MostLevels)
        ? [.. Enumerable.Range(0, (int)axis.Levels).Select(level => axis.Cell(level)).Select(cell => axis.Snap((cell.Low + cell.High) / 2))]
        : [.. Enumerable.Range(0, points).Select(i => axis.Snap((i + 0.5) / points)).Distinct()];
}
