namespace Training.Core.Torch;

/// <summary>What the weights of a native step follow.</summary>
internal enum StepOptimizer
{
    Adam,
    AdamW,
    Sgd,
    Nesterov,
}
