namespace Search;

/// <summary>How a <see cref="RandomForest"/> is grown.</summary>
/// <param name="Trees">Number of trees, at least 1.</param>
/// <param name="AxisShare">Share of the axes that a node may choose from, in (0, 1].</param>
/// <param name="SmallestLeaf">Fewest drawn rows in a leaf, at least 1.</param>
internal sealed record ForestOptions(int Trees, double AxisShare, int SmallestLeaf);
