namespace Training.Core;

/// <summary>What one finished epoch measured. Losses are means per sample, weighted by sample count.</summary>
/// <param name="Epoch">1-based.</param>
/// <param name="TrainLoss">Mean of the batch losses as the weights changed (dropout and noise active).</param>
/// <param name="ValidationLoss">Mean over the validation part in evaluation mode.</param>
/// <param name="Metrics">The task's measures with the prefix <c>train_</c> or <c>validation_</c>, such as <c>validation_accuracy</c>; see <see cref="Training.Core.Metrics.MeasureCatalog"/>.</param>
/// <param name="LearningRate">The rate of the epoch's first step.</param>
/// <param name="Elapsed">Wall time of training and validation.</param>
/// <param name="Samples">Training samples seen in this epoch.</param>
/// <param name="Stopped">Why the trial ends with this epoch before its last one; null when it goes on.</param>
/// <param name="Health">Gradients, dead units and warnings.</param>
/// <param name="Picture">What a network that makes pictures made, every few epochs; else null.</param>
public sealed record EpochResult(
    int Epoch,
    double TrainLoss,
    double ValidationLoss,
    IReadOnlyDictionary<string, double> Metrics,
    double LearningRate,
    TimeSpan Elapsed,
    long Samples,
    string? Stopped = null,
    TrainingHealth? Health = null,
    Picture? Picture = null);
