namespace Search;

/// <summary>Kernels over few levels, as a table of masses: choices and coarse grids.</summary>
internal sealed class TableAxis : ParzenAxis
{
    private readonly UnitAxis _axis;
    private readonly int[] _centres;
    private readonly double[][] _masses;
    private readonly double[][] _logMassesTo;

    /// <param name="axis">A discrete axis of k levels.</param>
    /// <param name="centres">Coordinates (n) of the observations.</param>
    /// <param name="masses">(k, k): row i is the kernel on level i and sums to 1.</param>
    public TableAxis(UnitAxis axis, double[] centres, double[][] masses)
    {
        _axis = axis;
        _centres = [.. centres.Select(centre => (int)axis.LevelOf(centre))];
        _masses = masses;
        _logMassesTo = [.. Enumerable.Range(0, masses.Length).Select(to => masses.Select(row => PortableMath.Log(row[to])).ToArray())];
    }

    public override void AddLogKernels(double x, double[] scores)
    {
        var column = _logMassesTo[(int)_axis.LevelOf(x)];
        for (var i = 0; i < _centres.Length; i++)
            scores[i] += column[_centres[i]];
    }

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
