namespace Search;

/// <summary>The part of the cube that a leaf answers for: on each axis some runs of cells.</summary>
/// <param name="Value">The leaf's mean.</param>
/// <param name="Runs">For each axis (d) the cells [Start, End), apart from each other and rising.</param>
/// <param name="Sizes">For each axis (d) the length of its runs, in (0, 1].</param>
internal sealed record TreeBox(double Value, (int Start, int End)[][] Runs, double[] Sizes);
