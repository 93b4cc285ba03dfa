namespace Search;

/// <summary>Options of <see cref="NsgaSampler"/>.</summary>
/// <param name="Population">Parents that survive, and random trials at the start; at least 4.</param>
/// <param name="Crossover">Chance that a child has two parents, 0 to 1.</param>
/// <param name="CrossoverSpread">Distribution index of simulated binary crossover, at least 0: the larger, the nearer a child is to a parent.</param>
/// <param name="MutationSpread">Distribution index of polynomial mutation, at least 0: the larger, the smaller the step.</param>
public sealed record NsgaOptions(int Population = 24, double Crossover = 0.9, double CrossoverSpread = 15, double MutationSpread = 20);
