namespace Search;

/// <summary>Options of <see cref="ThresholdPruner"/>, in the metric's own values.</summary>
/// <param name="Lower">A trial stops when its metric falls below; -1e30 bounds nothing.</param>
/// <param name="Upper">A trial stops when its metric rises above; 1e30 bounds nothing.</param>
/// <param name="PruneNotFinite">Whether a trial stops when its metric is infinite or not a number.</param>
/// <param name="WarmupEpochs">Epochs that every trial may run unjudged; 0 or more.</param>
public sealed record ThresholdPrunerOptions(double Lower = -1e30, double Upper = 1e30, bool PruneNotFinite = true, int WarmupEpochs = 0);
