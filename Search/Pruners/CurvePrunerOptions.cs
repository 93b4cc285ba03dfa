namespace Search;

/// <summary>Options of <see cref="CurvePruner"/>.</summary>
/// <param name="WinProbability">A trial stops when its probability of still becoming the best falls below; 0 to 1. Small, because it is asked again after every epoch.</param>
/// <param name="StartupTrials">Completed trials with full curves before any trial is pruned; at least 3.</param>
/// <param name="WarmupEpochs">Epochs that every trial may run unjudged; at least 1, because a forecast needs a beginning.</param>
public sealed record CurvePrunerOptions(double WinProbability = 0.01, int StartupTrials = 6, int WarmupEpochs = 2);
