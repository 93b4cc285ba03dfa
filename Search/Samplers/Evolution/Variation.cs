namespace Search;

/// <summary>
/// Changes points of a cube, parameter by parameter, in the manner that its kind allows. Points are given with a coordinate for every
/// parameter, existing or not, so that a mutated parent finds its children's values; <see cref="Complete"/> draws what is missing.
/// </summary>
internal static class Variation
{
    /// <summary>The smallest and the largest step of a mutated number, as a share of its range.</summary>
    private const double SmallestStep = 0.02, LargestStep = 0.4;

    /// <summary>The point (d) with a uniform draw for each parameter that has no coordinate.</summary>
    public static double[] Complete(UnitCube cube, double[] point, TrialRandom random) =>
        [.. point.Select((u, j) => double.IsNaN(u) ? random.Stream(cube.Axes[j].Parameter.Name).Uniform(0) : u)];

    /// <summary>
    /// Another coordinate of an axis: another choice, each as likely; for numbers a normal step whose size is log-uniform from 2% to 40% of
    /// the range, at least one level, reflected at the ends.
    /// </summary>
    public static double Mutate(UnitAxis axis, double coordinate, TrialRandom random)
    {
        if (axis.Levels == 1)
            return coordinate;
        if (axis.IsCategorical)
        {
            var other = random.Below(0, (int)axis.Levels - 1);
            var own = axis.LevelOf(coordinate);
            return (other + (other >= own ? 1 : 0) + 0.5) / axis.Levels;
        }

        var size = SmallestStep * PortableMath.Exp(random.Uniform(0) * PortableMath.Log(LargestStep / SmallestStep));
        var normal = NormalDistribution.Quantile(Math.Clamp(random.Uniform(1), 1e-12, 1 - 1e-12));
        return AtLeastOneLevel(axis, coordinate, Reflect(coordinate + size * normal), normal > 0);
    }

    /// <summary>The moved coordinate, or, when it stands for the same level of a discrete axis, that of the next level.</summary>
    public static double AtLeastOneLevel(UnitAxis axis, double from, double to, bool upwards)
    {
        if (axis.Levels == 0 || axis.Levels == 1)
            return to;
        var level = axis.LevelOf(from);
        if (axis.LevelOf(to) != level)
            return axis.Snap(to);
        var next = upwards ? level + 1 : level - 1;
        if (next < 0 || next >= axis.Levels)
            next = upwards ? level - 1 : level + 1;
        var (low, high) = axis.Cell(next);
        return low + (high - low) / 2;
    }

    /// <summary>A number outside [0, 1] mirrored at the end that it passed.</summary>
    public static double Reflect(double u) => Math.Clamp(u < 0 ? -u : u > 1 ? 2 - u : u, 0, 1);
}
