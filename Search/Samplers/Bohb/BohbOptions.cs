namespace Search;

/// <summary>Options of <see cref="BohbSampler"/>; the first two should be those of the pruner <c>hyperband</c>.</summary>
/// <param name="MinEpochs">The least epochs that a trial is given, at least 1.</param>
/// <param name="ReductionFactor">eta: the rungs lie at R, R / eta, R / eta^2, ... epochs; at least 2.</param>
/// <param name="RandomShare">Share of the proposals drawn at random, rho, 0 to 1: keeps Hyperband's guarantee when low budgets mislead.</param>
/// <param name="Candidates">Points drawn from the good density, of which the most promising is proposed. At least 1.</param>
public sealed record BohbOptions(int MinEpochs = 1, int ReductionFactor = 3, double RandomShare = 1.0 / 3, int Candidates = 64);
