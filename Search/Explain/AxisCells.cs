namespace Search;

/// <summary>
/// One axis cut at every threshold of a tree: the cells within which the tree does not change along that axis. Levels of an axis that is
/// split by sets are cells of equal size.
/// </summary>
internal sealed class AxisCells
{
    private readonly double[] _edges;

    public AxisCells(RegressionTree tree, int axis, UnitAxis parameter, bool bySets)
    {
        _edges = bySets
            ? [.. Enumerable.Range(0, (int)parameter.Levels + 1).Select(level => level / (double)parameter.Levels)]
            : [0, .. tree.Nodes.Where(node => node.Split?.Axis == axis).Select(node => node.Split!.Threshold).Where(t => t is > 0 and < 1).Distinct().Order(), 1];
        Widths = new double[_edges.Length - 1];
        for (var i = 0; i < Widths.Length; i++)
            Widths[i] = _edges[i + 1] - _edges[i];
    }

    /// <summary>The length of each cell; they sum to 1.</summary>
    public double[] Widths { get; }

    /// <summary>The cell that a coordinate is in.</summary>
    public int Of(double coordinate)
    {
        var found = Array.BinarySearch(_edges, coordinate);
        return Math.Clamp(found >= 0 ? found : ~found - 1, 0, Widths.Length - 1);
    }

    /// <summary>The number of cells below a threshold.</summary>
    public int Below(double threshold) => threshold <= 0 ? 0 : threshold >= 1 ? Widths.Length : Array.BinarySearch(_edges, threshold);
}
