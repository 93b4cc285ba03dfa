namespace Search;

/// <summary>Options of <see cref="CmaSampler"/>.</summary>
/// <param name="Population">Trials a generation at the start; 0 takes 4 + 3 ln d (equation 48 of the tutorial), and 1, of which nothing could be learnt, counts as 2.</param>
/// <param name="Sigma">First step size as a share of each parameter's range, in (0, 1].</param>
/// <param name="Restarts">Whether a search that has come to rest starts again elsewhere with twice the population.</param>
public sealed record CmaOptions(int Population = 0, double Sigma = 0.3, bool Restarts = true);
