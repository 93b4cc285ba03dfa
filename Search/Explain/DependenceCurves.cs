namespace Search;

/// <summary>
/// Partial dependence, exactly, from the boxes of the trees: the expectation of each tree given one parameter, with the others uniform over the
/// part of the cube in which the parameter exists; mean and deviation over the trees. Friedman, "Greedy function approximation", Annals of
/// Statistics 29, 2001, section 8.2, with the space in place of the sample. Cost O(T (leaves d + points)) a parameter.
/// </summary>
internal static class DependenceCurves
{
    public static PartialDependence Of(Fanova fanova, UnitCube cube, int axis, int gridPoints, TargetScale scale)
    {
        var parameter = cube.Axes[axis];
        var within = new bool[]?[cube.Dimension];
        Restrict(cube, axis, within);
        var grid = Grid(parameter, gridPoints);
        var means = new double[grid.Length][];
        for (var g = 0; g < grid.Length; g++)
            means[g] = new double[fanova.Partitions.Count];
        for (var t = 0; t < fanova.Partitions.Count; t++)
        {
            var partition = fanova.Partitions[t];
            var marginal = partition.Marginal(axis, within);
            for (var g = 0; g < grid.Length; g++)
                means[g][t] = marginal[partition.Cells(axis).Of(grid[g])];
        }

        return new PartialDependence(parameter.Parameter.Name, [.. grid.Select((u, g) =>
        {
            var (mean, deviation) = Spread.Of(means[g]);
            return new DependencePoint(parameter.FromUnit(u), scale.FromScaled(mean), scale.Unit * deviation);
        })]);
    }

    /// <summary>Coordinates, rising: every level if they are few, else equally far apart, both ends included.</summary>
    private static double[] Grid(UnitAxis axis, int points)
    {
        if (axis.Levels == 0)
            return [.. Enumerable.Range(0, points).Select(i => i / (points - 1.0))];
        if (axis.Parameter is ChoiceParameter || axis.Levels <= points)
            return [.. Enumerable.Range(0, (int)axis.Levels).Select(level => axis.Cell(level) is var (low, high) ? low + (high - low) / 2 : 0)];
        return [.. Enumerable.Range(0, points).Select(i => axis.Snap(i / (points - 1.0))).Distinct()];
    }

    /// <summary>Notes the levels of every parent, and their parents, that the axis needs.</summary>
    private static void Restrict(UnitCube cube, int axis, bool[]?[] within)
    {
        foreach (var (parent, on) in cube.ConditionsOf(axis))
        {
            within[parent] = within[parent] is { } already && already.Zip(on).Any(pair => pair.First && pair.Second)
                ? [.. already.Zip(on, (a, b) => a && b)]
                : on;
            Restrict(cube, parent, within);
        }
    }
}
