namespace Search;

/// <summary>Options of <see cref="ForestSampler"/>.</summary>
/// <param name="StartupTrials">Ended trials before the forest is used; until then an even design. At least 2.</param>
/// <param name="Trees">Trees of the forest, at least 2.</param>
/// <param name="RandomShare">Share of later trials that are drawn at random, so that a misled forest recovers; 0 to 1.</param>
/// <param name="Rows">Most trials that a forest is grown on, at least 10: the best half of them and the newest of the others.</param>
public sealed record ForestSamplerOptions(int StartupTrials = 10, int Trees = 24, double RandomShare = 0.1, int Rows = 400);
