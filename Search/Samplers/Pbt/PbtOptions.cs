namespace Search;

/// <summary>Options of <see cref="PbtSampler"/>.</summary>
/// <param name="Population">Members that train side by side, at least 2. Trial t is the next segment of member t modulo the population.</param>
/// <param name="Top">Share of the members at each end of the ranking: the worst ones copy the best; above 0, at most 0.5.</param>
/// <param name="Resample">Chance that a number is drawn afresh instead of changed by a fifth, 0 to 1.</param>
/// <param name="WholeNumbers">Whether int parameters change too; leave it off where they shape the network, whose weights would no longer fit.</param>
public sealed record PbtOptions(int Population = 10, double Top = 0.2, double Resample = 0.25, bool WholeNumbers = false);
