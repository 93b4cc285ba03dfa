namespace Search;

/// <summary>Kernels over few levels, as a table of masses: choices and coarse grids.</summary>
internal sealed class TableAxis : ParzenAxis
{
    private readonly UnitAxis _axis;
    private readonly int[] _centres;
    private readonly double[][] _masses;

    /// <summary>For each level, once asked for, the logarithms of the kernels' masses there.</summary>
    private readonly double[]?[] _logMassesTo;

    /// <param name="axis">A discrete axis of k levels.</param>
    /// <param name="centres">Coordinates (n) of the observations.</param>
    /// <param name="masses">(k, k): row i is the kernel on level i and sums to 1.</param>
    public TableAxis(UnitAxis axis, double[] centres, double[][] masses)
    {
        (_axis, _masses) = (axis, masses);
        _logMassesTo = new double[]?[masses.Length];
        _centres = new int[centres.Length];
        for (var i = 0; i < centres.Length; i++)
            _centres[i] = (int)axis.LevelOf(centres[i]);
    }

    public override void AddLogKernels(double x, double[] scores)
    {
        var to = (int)_axis.LevelOf(x);
        var column = _logMassesTo[to] ??= Array.ConvertAll(_masses, row => PortableMath.Log(row[to]));
        for (var i = 0; i < _centres.Length; i++)
            scores[i] += column[_centres[i]];
    }

    public override double ScaleKernels(double[] masses) => 0;

    public override double LogPrior(double x)
    {
        var (low, high) = _axis.Cell(_axis.LevelOf(x));
        return PortableMath.Log(high - low);
    }

    public override double Draw(int i, double uniform)
    {
        var row = _masses[_centres[i]];
        var level = 0;
        for (var rest = uniform - row[0]; rest >= 0 && level < row.Length - 1; rest -= row[level])
            level++;
        var (low, high) = _axis.Cell(level);
        return _axis.Snap((low + high) / 2);
    }
}
