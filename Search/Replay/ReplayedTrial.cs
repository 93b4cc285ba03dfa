namespace Search;

/// <summary>One trial of a replay.</summary>
/// <param name="Number">Its number in the replay, from 0 in the order of starting.</param>
/// <param name="Recorded">The number of the recorded trial behind it.</param>
/// <param name="State">How it ended; <see cref="TrialState.Running"/> if the budget ended first, and pruned if the record goes no further.</param>
/// <param name="Epochs">Epochs it was given.</param>
/// <param name="Started">Seconds after the start of the replay.</param>
/// <param name="Ended">Seconds after the start of the replay.</param>
/// <param name="Value">The best value it reached, minimised; null if none was finite.</param>
/// <param name="FullValue">The best value its whole recorded curve reaches, minimised; null if none is finite.</param>
/// <param name="Why">The pruner's last sentence about it; empty if it was never judged.</param>
public sealed record ReplayedTrial(
    int Number, int Recorded, TrialState State, int Epochs, double Started, double Ended, double? Value, double? FullValue, string Why);
