namespace Training.Core;

/// <summary>A model's score on one part of a data set.</summary>
/// <param name="Metrics">"test_loss" (mean cross entropy, no label smoothing) and "test_accuracy" in [0, 1].</param>
/// <param name="Samples">Samples scored.</param>
public sealed record EvaluationResult(IReadOnlyDictionary<string, double> Metrics, long Samples);
