namespace Search;

/// <summary>How an <see cref="Explanation"/> is made.</summary>
/// <param name="Trees">Trees of the forest that explains, 1 to 1,000. More give steadier numbers.</param>
/// <param name="Pairs">How many interaction pairs to name, at least 0.</param>
/// <param name="GridPoints">Points of a curve over a continuous or long range, at least 2.</param>
/// <param name="Seed">Decides the forest's bootstrap samples; the same seed and study give the same bits.</param>
public sealed record ExplainOptions(int Trees = 48, int Pairs = 10, int GridPoints = 24, long Seed = 0);
