namespace Search;

/// <summary>Options of <see cref="GpSampler"/>.</summary>
/// <param name="StartupTrials">Ended trials before the model is used; 0 takes the number of parameters and 3, at most 10.</param>
/// <param name="Warp">Whether values may be drawn together before they are modelled, as the data ask for.</param>
public sealed record GpOptions(int StartupTrials = 0, bool Warp = true);
