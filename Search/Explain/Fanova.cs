namespace Search;

/// <summary>
/// Functional analysis of variance on a random forest: how much of the objective's variance over the space each parameter explains alone, and
/// each pair beyond that. Hutter, Hoos, Leyton-Brown, ICML 2014; exact for each tree, then the mean and deviation over the trees. A parameter
/// counts as uniform in its own scale, a conditional one as existing everywhere but without influence where its condition does not hold.
/// Cost O(T d leaves) for single parameters, for all pairs together O(T leaves (d^2 + leaves)).
/// </summary>
internal sealed class Fanova
{
    private readonly double[][] _single; // (trees that vary, d), shares of the tree's variance

    public Fanova(RandomForest forest, UnitCube cube)
    {
        Partitions = [.. forest.Trees.Select(tree => new TreePartition(tree, cube))];
        Varying = [.. Partitions.Where(partition => partition.Variance > 0)];
        _single = [.. Varying.Select(partition => Enumerable.Range(0, cube.Dimension).Select(j => Share(partition, partition.VarianceOf(j))).ToArray())];
    }

    /// <summary>Every tree.</summary>
    public IReadOnlyList<TreePartition> Partitions { get; }

    /// <summary>The trees that are not constant; the others say nothing about importance.</summary>
    private TreePartition[] Varying { get; }

    /// <summary>Share of the variance that an axis explains alone, and its standard deviation over the trees.</summary>
    public (double Share, double Deviation) Single(int axis) => Spread.Of([.. _single.Select(shares => shares[axis])]);

    /// <summary>Share of the variance that two axes explain beyond what each does alone, and its standard deviation over the trees.</summary>
    public (double Share, double Deviation) Pair(int first, int second) => Spread.Of([.. Varying.Select((partition, t) =>
        Math.Max(0, Share(partition, partition.VarianceOf(first, second)) - _single[t][first] - _single[t][second]))]);

    private static double Share(TreePartition partition, double variance) => Math.Clamp(variance / partition.Variance, 0, 1);
}
