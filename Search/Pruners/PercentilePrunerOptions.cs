namespace Search;

/// <summary>Options of <see cref="PercentilePruner"/>.</summary>
/// <param name="Percentile">The share of trials that are good enough, in percent, 0 to 100: 25 keeps what is as good as the best quarter.</param>
/// <param name="StartupTrials">Completed trials with a curve before any trial is pruned; at least 1.</param>
/// <param name="WarmupEpochs">Epochs that every trial may run unjudged; 0 or more.</param>
public sealed record PercentilePrunerOptions(double Percentile = 25, int StartupTrials = 5, int WarmupEpochs = 1);
