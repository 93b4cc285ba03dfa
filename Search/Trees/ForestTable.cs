namespace Search;

/// <summary>
/// What a forest learns from: n points of a cube with a value each. Notation: X (n, d) in [0, 1], NaN where a parameter does not exist;
/// y (n) finite. Columns are kept sorted, so that each tree sorts nothing. Cost O(d n log n).
/// </summary>
internal sealed class ForestTable
{
    /// <param name="cube">The cube of the points.</param>
    /// <param name="points">X (n, d).</param>
    /// <param name="targets">y (n).</param>
    public ForestTable(UnitCube cube, IReadOnlyList<double[]> points, double[] targets)
    {
        Cube = cube;
        Targets = targets;
        Points = points;
        Columns = new double[cube.Dimension][];
        Sets = SetsOf(cube);
        Levels = new int[cube.Dimension][];
        Order = new int[cube.Dimension][];
        for (var j = 0; j < cube.Dimension; j++)
        {
            var axis = cube.Axes[j];
            var column = Columns[j] = [.. points.Select(point => point[j])];
            Levels[j] = Sets[j] ? Array.ConvertAll(column, u => double.IsNaN(u) ? -1 : (int)axis.LevelOf(u)) : [];
            var keys = Array.ConvertAll(column, u => double.IsNaN(u) ? double.PositiveInfinity : u);
            var order = Enumerable.Range(0, points.Count).ToArray();
            Array.Sort(order, (a, b) => keys[a].CompareTo(keys[b]) is var c && c != 0 ? c : a.CompareTo(b));
            Order[j] = order;
        }
    }

    /// <summary>The cube of the points.</summary>
    public UnitCube Cube { get; }

    /// <summary>X (n, d).</summary>
    public IReadOnlyList<double[]> Points { get; }

    /// <summary>y (n).</summary>
    public double[] Targets { get; }

    /// <summary>X by column (d, n).</summary>
    public double[][] Columns { get; }

    /// <summary>For each axis (d) whether it is split by sets of levels instead of by a threshold: choices without order, and parents of conditions.</summary>
    public bool[] Sets { get; }

    /// <summary>For an axis that is split by sets the level of each row, -1 where it does not exist; empty for other axes.</summary>
    public int[][] Levels { get; }

    /// <summary>For each axis the rows by rising coordinate, those without one last.</summary>
    public int[][] Order { get; }

    /// <summary>Number of rows, n.</summary>
    public int Count => Targets.Length;

    /// <summary>What <see cref="Sets"/> is for the tables of a cube.</summary>
    public static bool[] SetsOf(UnitCube cube)
    {
        bool[] sets = [.. cube.Axes.Select(axis => axis.IsCategorical)];
        for (var j = 0; j < sets.Length; j++)
        {
            foreach (var (parent, _) in cube.ConditionsOf(j))
                sets[parent] = true;
        }

        return sets;
    }
}
