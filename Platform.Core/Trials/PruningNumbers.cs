namespace Platform.Core.Trials;

/// <summary>What a pruner compared, in the metric's own values.</summary>
/// <param name="Rung">The epoch at which trials were compared.</param>
/// <param name="Value">The trial's number.</param>
/// <param name="Bound">What it was compared with; the trial was worse.</param>
/// <param name="WinProbability">Probability, 0 to 1, that the trial would still have become the best.</param>
public sealed record PruningNumbers(int? Rung = null, double? Value = null, double? Bound = null, double? WinProbability = null);
