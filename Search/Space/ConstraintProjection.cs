namespace Search;

/// <summary>
/// Moves the numbers of one point onto linear constraints: each broken one in turn is fulfilled by the smallest change, measured in
/// coordinates, that stays within the ranges (cyclic projection; Bregman, USSR Computational Mathematics 7, 1967). Then grid values
/// are rounded, the continuous ones projected again, and while something is broken, the grid value whose step helps most is stepped.
/// </summary>
internal sealed class ConstraintProjection
{
    private const int Rounds = 60;
    private readonly UnitCube _cube;
    private readonly (LinearConstraint Rule, int[] Axes)[] _constraints;
    private readonly (double Low, double High)[] _ranges;
    private readonly double[] _point;
    private readonly int[] _grid;
    private readonly int[] _continuous;

    /// <param name="cube">The cube.</param>
    /// <param name="constraints">Each with the axes of its terms.</param>
    /// <param name="ranges">Smallest and largest value of each axis (d).</param>
    /// <param name="active">The point (d), NaN where a parameter does not exist.</param>
    public ConstraintProjection(UnitCube cube, (LinearConstraint Rule, int[] Axes)[] constraints, (double Low, double High)[] ranges, double[] active)
    {
        _cube = cube;
        _ranges = ranges;
        _point = (double[])active.Clone();
        _constraints = Array.FindAll(constraints, constraint => Array.TrueForAll(constraint.Axes, i => !double.IsNaN(active[i])));
        int[] movable = [.. _constraints.SelectMany(constraint => constraint.Axes).Distinct().Order().Where(i => FeasibleRegion.IsMovable(cube, i))];
        _grid = Array.FindAll(movable, i => cube.Axes[i].Levels > 0);
        _continuous = Array.FindAll(movable, i => cube.Axes[i].Levels == 0);
    }

    /// <summary>The moved point (d). Whether it fulfils the constraints is for the caller to see.</summary>
    public double[] Settle()
    {
        var values = new double[_point.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = double.IsNaN(_point[i]) ? 0 : Scalar.Number(_cube.Axes[i].FromUnit(_point[i])) ?? 0;
        Project(values, [.. _grid, .. _continuous]);
        foreach (var i in _grid)
            values[i] = NearestLevel(_cube.Axes[i], values[i]).Value;
        var broken = Project(values, _continuous);
        for (var steps = 4 * _grid.Length; broken > 0 && steps > 0; steps--)
        {
            var next = BestStep(values, broken);
            if (next is null)
                break;
            (values, broken) = next.Value;
        }

        foreach (var i in _grid)
            _point[i] = NearestLevel(_cube.Axes[i], values[i]).Coordinate;
        foreach (var i in _continuous)
            _point[i] = _cube.Axes[i].OffGrid(values[i]);
        return _point;
    }

    /// <summary>Projects the values of the free axes in place; answers what is still broken, 0 when nothing.</summary>
    private double Project(double[] values, int[] free)
    {
        var broken = Broken(values);
        for (var round = 0; round < Rounds && broken > 0 && free.Length > 0; round++)
        {
            foreach (var (rule, axes) in _constraints)
                Fulfil(rule, axes, values, free);
            var before = broken;
            broken = Broken(values);
            if (broken >= before)
                break;
        }

        return broken;
    }

    /// <summary>The smallest move of the free values of one constraint: along its factors, in coordinates; those that reach an end stay there and the others go on.</summary>
    private void Fulfil(LinearConstraint rule, int[] axes, double[] values, int[] free)
    {
        var left = -rule.Excess(ValuesOf(axes, values));
        if (left == 0)
            return;
        var moving = new List<int>();
        for (var j = 0; j < axes.Length; j++)
        {
            if (Array.IndexOf(free, axes[j]) >= 0 && ScaleAt(axes[j], values[axes[j]]) > 0)
                moving.Add(j);
        }

        while (left != 0 && moving.Count > 0)
        {
            var norm = 0.0;
            foreach (var j in moving)
                norm += Square(rule.Terms[j].Value * ScaleAt(axes[j], values[axes[j]]));
            var stopped = moving.RemoveAll(j =>
            {
                var (i, factor) = (axes[j], rule.Terms[j].Value);
                var target = values[i] + left * factor * Square(ScaleAt(i, values[i])) / norm;
                var (low, high) = _ranges[i];
                if (target > low && target < high)
                    return false;
                values[i] = Math.Clamp(target, low, high);
                return true;
            });
            if (stopped == 0)
            {
                foreach (var j in moving)
                    values[axes[j]] += left * rule.Terms[j].Value * Square(ScaleAt(axes[j], values[axes[j]])) / norm;
                return;
            }

            left = -rule.Excess(ValuesOf(axes, values));
        }
    }

    /// <summary>The values after the step of one grid value, up or down, that leaves least broken; null when none leaves less than <paramref name="broken"/>.</summary>
    private (double[] Values, double Broken)? BestStep(double[] values, double broken)
    {
        (double[] Values, double Broken)? best = null;
        foreach (var i in _grid)
        {
            var axis = _cube.Axes[i];
            var level = axis.LevelOf(NearestLevel(axis, values[i]).Coordinate);
            foreach (var to in new[] { level - 1, level + 1 })
            {
                if (to < 0 || to >= axis.Levels)
                    continue;
                var (low, high) = axis.Cell(to);
                var stepped = (double[])values.Clone();
                stepped[i] = Scalar.Number(axis.FromUnit((low + high) / 2))!.Value;
                var after = Project(stepped, _continuous);
                if (after < (best?.Broken ?? broken))
                    best = (stepped, after);
            }
        }

        return best;
    }

    /// <summary>Sum over the constraints of what is missing, in units of the coordinates.</summary>
    private double Broken(double[] values)
    {
        var sum = 0.0;
        foreach (var (rule, axes) in _constraints)
        {
            var excess = Math.Abs(rule.Excess(ValuesOf(axes, values)));
            if (excess == 0)
                continue;
            var norm = 0.0;
            for (var j = 0; j < axes.Length; j++)
            {
                var (low, high) = _ranges[axes[j]];
                norm += Square(rule.Terms[j].Value * (high - low));
            }

            sum += norm == 0 ? 1 : excess / Math.Sqrt(norm);
        }

        return sum;
    }

    /// <summary>The level whose value is nearest to a number, and its coordinate. Choices in order need not be numbers in order.</summary>
    private static (double Value, double Coordinate) NearestLevel(UnitAxis axis, double value)
    {
        if (axis.Parameter is not OrdinalParameter ordinal)
        {
            var coordinate = axis.Snap(axis.OffGrid(value));
            return (Scalar.Number(axis.FromUnit(coordinate))!.Value, coordinate);
        }

        var nearest = ordinal.Choices.MinBy(choice => Math.Abs(Scalar.Number(choice)!.Value - value))!;
        return (Scalar.Number(nearest)!.Value, axis.ToUnit(nearest));
    }

    /// <summary>How much the value of axis <paramref name="i"/> changes with its coordinate.</summary>
    private double ScaleAt(int i, double value)
    {
        var (low, high) = _ranges[i];
        return _cube.Axes[i].Parameter is FloatParameter { Log: true } or IntParameter { Log: true }
            ? value * PortableMath.Log(high / low)
            : high - low;
    }

    private static double[] ValuesOf(int[] axes, double[] values) => Array.ConvertAll(axes, i => values[i]);

    private static double Square(double x) => x * x;
}
