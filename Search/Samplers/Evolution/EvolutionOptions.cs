namespace Search;

/// <summary>Options of <see cref="EvolutionSampler"/>.</summary>
/// <param name="Population">How many of the newest trials may have children; also the number of random trials at the start. At least 2.</param>
/// <param name="Sample">How many of them compete to be the parent, at least 1; more is greedier.</param>
public sealed record EvolutionOptions(int Population = 24, int Sample = 8);
