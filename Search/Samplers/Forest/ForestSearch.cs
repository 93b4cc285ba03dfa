using System.Globalization;

namespace Search;

/// <summary>
/// Looks for the point of largest expected improvement: uniform points, then climbing from the best of them and from the best trials over the
/// neighbours that differ in one parameter (every other choice, or four normal steps of deviation 0.2). Hutter, Hoos, Leyton-Brown,
/// "Sequential model-based optimization for general algorithm configuration" (SMAC), LION 5, 2011, section 4.3.
/// </summary>
internal sealed class ForestSearch(UnitCube cube, ForestModel model, TrialRandom random)
{
    private const int Scattered = 500, StartsFromScattered = 4, Steps = 12, Neighbours = 4, MostChoices = 12;
    private const double StepDeviation = 0.2, FineDeviation = 0.03;

    /// <summary>Points (d) with their scores, best first; each as <see cref="Effective"/> sees it.</summary>
    /// <param name="starts">Points of good trials.</param>
    public IReadOnlyList<(double[] Point, ForestScore Score)> Run(IEnumerable<double[]> starts)
    {
        var found = new List<(double[] Point, ForestScore Score)>();
        for (var i = 0; i < Scattered; i++)
        {
            var point = new double[cube.Dimension];
            for (var j = 0; j < point.Length; j++)
                point[j] = random.Uniform(i * point.Length + j);
            found.Add(Scored(point));
        }

        found.Sort((a, b) => b.Score.LogImprovement.CompareTo(a.Score.LogImprovement));
        var climbs = found.Take(StartsFromScattered).Select(entry => entry.Point).Concat(starts).ToArray();
        for (var c = 0; c < climbs.Length; c++)
            Climb(Scored(climbs[c]), random.Stream("climb").Stream(c.ToString(CultureInfo.InvariantCulture)), found);
        return [.. found.OrderByDescending(entry => entry.Score.LogImprovement)];
    }

    private void Climb((double[] Point, ForestScore Score) at, TrialRandom own, List<(double[] Point, ForestScore Score)> found)
    {
        for (var step = 0; step < Steps; step++)
        {
            var best = at;
            foreach (var neighbour in NeighboursOf(at.Point, own.Stream(step.ToString(CultureInfo.InvariantCulture))))
            {
                var scored = Scored(neighbour);
                if (scored.Score.LogImprovement > best.Score.LogImprovement)
                    best = scored;
            }

            if (ReferenceEquals(best.Point, at.Point))
                return;
            at = best;
            found.Add(at);
        }
    }

    private List<double[]> NeighboursOf(double[] point, TrialRandom own)
    {
        var neighbours = new List<double[]>();
        var whole = Variation.Complete(cube, point, own);
        for (var j = 0; j < point.Length; j++)
        {
            var axis = cube.Axes[j];
            if (double.IsNaN(point[j]) || axis.Levels == 1)
                continue;
            if (axis.IsCategorical && axis.Levels <= MostChoices)
            {
                for (var level = 0; level < axis.Levels; level++)
                {
                    if (level != axis.LevelOf(point[j]))
                        neighbours.Add(With(whole, j, (level + 0.5) / axis.Levels));
                }

                continue;
            }

            var draws = own.Stream("step").Stream(axis.Parameter.Name);
            for (var k = 0; k < Neighbours; k++)
            {
                var normal = NormalDistribution.Quantile(Math.Clamp(draws.Uniform(k), 1e-12, 1 - 1e-12));
                var moved = axis.IsCategorical
                    ? Variation.Mutate(axis, point[j], draws.Stream(k.ToString(CultureInfo.InvariantCulture)))
                    : Variation.AtLeastOneLevel(axis, point[j], Variation.Reflect(point[j] + (k % 2 == 0 ? StepDeviation : FineDeviation) * normal), normal > 0);
                neighbours.Add(With(whole, j, moved));
            }
        }

        return neighbours;
    }

    private static double[] With(double[] point, int axis, double coordinate)
    {
        var changed = (double[])point.Clone();
        changed[axis] = coordinate;
        return changed;
    }

    private (double[] Point, ForestScore Score) Scored(double[] point)
    {
        var effective = Effective(cube.Repair(Array.ConvertAll(point, u => double.IsNaN(u) ? 0.5 : u), random.Stream("repair")));
        return (effective, model.Score(effective));
    }

    /// <summary>The coordinates (d) of the values at a point: NaN where a parameter does not exist, the middle of its cell where it is discrete.</summary>
    private double[] Effective(double[] point)
    {
        var effective = new double[point.Length];
        Array.Fill(effective, double.NaN);
        foreach (var axis in cube.ParentsFirst)
        {
            if (cube.IsActive(axis, effective))
                effective[axis] = cube.Axes[axis].Snap(point[axis]);
        }

        return effective;
    }
}
