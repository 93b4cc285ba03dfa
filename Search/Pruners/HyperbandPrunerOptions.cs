namespace Search;

/// <summary>Options of <see cref="HyperbandPruner"/>.</summary>
/// <param name="MinEpochs">The least epochs that a trial is given, at least 1.</param>
/// <param name="ReductionFactor">eta: of the trials at a rung one in so many goes on; at least 2.</param>
public sealed record HyperbandPrunerOptions(int MinEpochs = 1, int ReductionFactor = 3);
