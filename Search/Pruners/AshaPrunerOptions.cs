namespace Search;

/// <summary>Options of <see cref="AshaPruner"/>.</summary>
/// <param name="MinEpochs">Epoch of the lowest rung, at least 1.</param>
/// <param name="ReductionFactor">eta: of the trials at a rung one in so many goes on, and the next rung is so many times as far; at least 2.</param>
/// <param name="SkippedRungs">s, the early-stopping rate: so many rungs from the lowest are left out, for metrics that say little early; 0 or more.</param>
public sealed record AshaPrunerOptions(int MinEpochs = 1, int ReductionFactor = 3, int SkippedRungs = 0);
