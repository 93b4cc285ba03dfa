namespace Platform.Core.Registry;

/// <summary>What a retraining does otherwise than the training of the version that it starts from; null leaves the version's own setting.</summary>
/// <param name="Epochs">Epochs of a trial, 1 to 10,000.</param>
/// <param name="LearningRate">The first rate; with several trials the largest that is tried.</param>
/// <param name="TrainBlocks">Only the last so many blocks of the network train; 0 trains all.</param>
/// <param name="LayerRateDecay">The rate of each block as a share of the rate of the block after it.</param>
/// <param name="Trials">How many learning rates are tried, 1 to <see cref="MostTrials"/>; null is one.</param>
public sealed record RetrainingChanges(int? Epochs = null, double? LearningRate = null, int? TrainBlocks = null, double? LayerRateDecay = null, int? Trials = null)
{
    /// <summary>The most trials of a retraining: it tries rates around settings that are known to be good, and is no search.</summary>
    public const int MostTrials = 50;

    /// <summary>The version's own settings.</summary>
    public static RetrainingChanges None { get; } = new();
}
