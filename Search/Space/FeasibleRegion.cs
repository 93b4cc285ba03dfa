namespace Search;

/// <summary>
/// The points of a unit cube that fulfil the space's linear constraints, and the way back to them. In the values of the numeric
/// parameters the region is convex while the choices stay; steps and whole numbers make it a grid in there.
/// </summary>
internal sealed class FeasibleRegion
{
    /// <summary>Draws tried with the point's own choices, then with any, before the space's one known point is taken.</summary>
    private const int DrawsWithSameChoices = 60, DrawsWithAnyChoices = 60, DrawsForSpace = 500;

    /// <summary>Halvings of the way from a forbidden point to an allowed one.</summary>
    private const int Halvings = 30;

    private readonly UnitCube _cube;
    private readonly (LinearConstraint Rule, int[] Axes)[] _constraints;
    private readonly (double Low, double High)[] _ranges;
    private readonly int[] _numeric;

    public FeasibleRegion(UnitCube cube)
    {
        _cube = cube;
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < cube.Dimension; i++)
            positions[cube.Axes[i].Parameter.Name] = i;
        _constraints = [.. cube.Space.Constraints.Select(rule => (rule, rule.Terms.Select(term => positions[term.Key]).ToArray()))];
        _ranges = _constraints.Length == 0 ? [] : [.. cube.Axes.Select(axis => ConstraintRules.RangeOf(axis.Parameter) ?? (0, 0))];
        _numeric = [.. _constraints.SelectMany(constraint => constraint.Axes).Distinct().Order().Where(i => IsMovable(cube, i))];
    }

    /// <summary>Whether every constraint holds at <paramref name="active"/> (d), where what does not exist is NaN.</summary>
    public bool Holds(double[] active) => FirstBroken(active) < 0;

    /// <summary>
    /// The point itself if it is allowed, else an allowed one near it. First the numbers are projected onto the broken constraints in
    /// turn (convex sets: Bregman 1967; here at most 60 rounds) and grid values rounded into the region. Should that fail, draws with the same
    /// choices are settled the same way, and the point is moved towards the first allowed one by bisection, of which the allowed end is
    /// kept; then draws with other choices; at last the point that proved the space not to be empty. So it ends, with a point that
    /// was checked. Cost O(constraints x d) a round; a round or two as a rule.
    /// </summary>
    public double[] Repair(double[] point, TrialRandom random)
    {
        if (_constraints.Length == 0)
            return point;
        var active = _cube.Mask(point);
        if (Holds(active))
            return point;
        random = random.Stream("repair");
        if (Settle(active) is { } near)
            return Overlay(point, near);
        for (var attempt = 0; attempt < DrawsWithSameChoices; attempt++)
        {
            var drawn = (double[])active.Clone();
            foreach (var i in _numeric.Where(i => !double.IsNaN(active[i])))
                drawn[i] = random.Stream(_cube.Axes[i].Parameter.Name).Uniform(attempt);
            if ((Holds(drawn) ? drawn : Settle(drawn)) is { } allowed)
                return Overlay(point, Towards(active, allowed));
        }

        return Draw(random.Stream("any"), DrawsWithAnyChoices) ?? (double[])_cube.Space.Anchor!.Clone();
    }

    /// <summary>An allowed point (d) from up to <paramref name="attempts"/> draws; null when none was met.</summary>
    public double[]? Draw(TrialRandom random, int attempts = DrawsForSpace)
    {
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var index = attempt;
            double[] drawn = [.. _cube.Axes.Select(axis => random.Stream(axis.Parameter.Name).Uniform(index))];
            var active = _cube.Mask(drawn);
            if (Holds(active))
                return drawn;
            if (Settle(active) is { } settled)
                return Overlay(drawn, settled);
        }

        return null;
    }

    /// <summary>Position of the first broken constraint; -1 if all hold.</summary>
    public int FirstBroken(double[] active)
    {
        for (var k = 0; k < _constraints.Length; k++)
        {
            var (rule, axes) = _constraints[k];
            var values = new double[axes.Length];
            var applies = true;
            for (var j = 0; j < axes.Length && applies; j++)
            {
                applies = !double.IsNaN(active[axes[j]]);
                if (applies)
                    values[j] = Scalar.Number(_cube.Axes[axes[j]].FromUnit(active[axes[j]]))!.Value;
            }

            if (applies && rule.Excess(values) != 0)
                return k;
        }

        return -1;
    }

    /// <summary>Whether a number may be moved: not if it is frozen, or if the existence of others, and so of constraints, hangs on it.</summary>
    public static bool IsMovable(UnitCube cube, int axis) => cube.Axes[axis].Parameter is not FrozenParameter && !cube.IsParent(axis);

    private double[]? Settle(double[] active)
    {
        var settled = new ConstraintProjection(_cube, _constraints, _ranges, active).Settle();
        return Holds(settled) ? settled : null;
    }

    /// <summary>The allowed point found by halving the way from a forbidden to an allowed one, both (d).</summary>
    private double[] Towards(double[] forbidden, double[] allowed)
    {
        var (low, high, best) = (0.0, 1.0, allowed);
        for (var i = 0; i < Halvings; i++)
        {
            var t = (low + high) / 2;
            double[] middle = [.. forbidden.Zip(allowed, (from, to) => from + (to - from) * t)];
            if (Holds(middle))
                (high, best) = (t, middle);
            else
                low = t;
        }

        return best;
    }

    /// <summary>The coordinates of <paramref name="point"/> with those that exist in <paramref name="moved"/> replaced.</summary>
    private static double[] Overlay(double[] point, double[] moved) => [.. moved.Zip(point, (to, from) => double.IsNaN(to) ? from : to)];
}
