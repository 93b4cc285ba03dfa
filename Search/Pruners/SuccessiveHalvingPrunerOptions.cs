namespace Search;

/// <summary>Options of <see cref="SuccessiveHalvingPruner"/>.</summary>
/// <param name="MinEpochs">Epoch of the lowest rung, at least 1.</param>
/// <param name="ReductionFactor">eta: of the trials at a rung one in so many goes on, and the next rung is so many times as far; at least 2.</param>
/// <param name="Cohort">Trials that are halved together, consecutive numbers; 0 takes eta to the number of rungs, which leaves one.</param>
public sealed record SuccessiveHalvingPrunerOptions(int MinEpochs = 1, int ReductionFactor = 3, int Cohort = 0);
