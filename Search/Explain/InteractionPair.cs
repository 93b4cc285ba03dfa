namespace Search;

/// <summary>How much two parameters matter together beyond what each does alone.</summary>
/// <param name="First">The parameter declared first.</param>
/// <param name="Second">The other.</param>
/// <param name="Share">Share of the variance of the objective over the space, 0 to 1; the mean over the trees.</param>
/// <param name="Deviation">Standard deviation of the share over the trees.</param>
public sealed record InteractionPair(string First, string Second, double Share, double Deviation);
