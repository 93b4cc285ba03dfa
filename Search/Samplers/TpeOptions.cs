namespace Search;

/// <summary>Options of <see cref="TpeSampler"/>.</summary>
/// <param name="StartupTrials">Ended trials before the model is used; until then trials are random. At least 1.</param>
/// <param name="Candidates">Points drawn from the good density, of which the most promising is proposed. At least 1.</param>
public sealed record TpeOptions(int StartupTrials = 10, int Candidates = 24);
