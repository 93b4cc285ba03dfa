namespace Search;

/// <summary>Options of <see cref="MedianPruner"/>.</summary>
/// <param name="StartupTrials">Completed trials with a curve before any trial is pruned; at least 1. Fewer give a median that means little.</param>
/// <param name="WarmupEpochs">Epochs that every trial may run unjudged; 0 or more. Raise it when good trials start slowly.</param>
public sealed record MedianPrunerOptions(int StartupTrials = 5, int WarmupEpochs = 1);
