namespace Training.Core;

/// <summary>How weights follow gradients.</summary>
/// <param name="Kind"><c>adam</c>, <c>adamw</c> or <c>sgd</c>.</param>
/// <param name="LearningRate">Base step size, before the schedule.</param>
/// <param name="WeightDecay">L2 penalty (adam, sgd) or decoupled decay (adamw).</param>
/// <param name="Momentum">SGD only.</param>
/// <param name="Nesterov">SGD only; needs a momentum above 0.</param>
/// <param name="Beta1">Adam and AdamW only: decay of the mean of gradients.</param>
/// <param name="Beta2">Adam and AdamW only: decay of the mean of squared gradients.</param>
public sealed record OptimizerSpec(
    string Kind, double LearningRate, double WeightDecay, double Momentum, bool Nesterov, double Beta1, double Beta2);
