namespace Search;

/// <summary>Options of <see cref="TpeSampler"/>.</summary>
/// <param name="StartupTrials">Ended trials before the model is used; until then trials are random. At least 1.</param>
/// <param name="Candidates">Points drawn from the good density, of which the most promising is proposed. At least 1.</param>
/// <param name="Gamma">Share of the ended trials that count as good, in (0, 1).</param>
/// <param name="Multivariate">Whether parameters that exist together have one joint density; false for a density each.</param>
/// <param name="ConstantLiar">Whether running trials count as bad until they end, so that parallel proposals spread.</param>
public sealed record TpeOptions(
    int StartupTrials = 10, int Candidates = 64, double Gamma = 0.25, bool Multivariate = true, bool ConstantLiar = true);
