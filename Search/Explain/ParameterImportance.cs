namespace Search;

/// <summary>How much a parameter matters.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Share">Share of the variance of the objective over the space that its main effect explains, 0 to 1 (fANOVA); the mean over the trees.</param>
/// <param name="Deviation">Standard deviation of the share over the trees.</param>
/// <param name="Permutation">
/// How much the squared error of the forest on unseen trials grows when the parameter's values are shuffled among them, in units of the
/// variance of the objective; near 0 (also below) for a parameter without influence. Interactions count in full.
/// </param>
/// <param name="PermutationDeviation">Standard deviation of that growth over the trees.</param>
public sealed record ParameterImportance(string Name, double Share, double Deviation, double Permutation, double PermutationDeviation);
