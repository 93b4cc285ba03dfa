namespace Training.Core;

/// <summary>How healthy an epoch's training was. Costs one look at the last batch's gradients and at the first validation batch's activations.</summary>
/// <param name="GradientNorms">By layer, under its name in the checkpoint: the Euclidean norm of the last batch's gradients, before clipping.</param>
/// <param name="DeadUnits">Share of ReLU units (channels of a convolution) that are 0 for the whole first validation batch, 0 to 1; null without such layers.</param>
/// <param name="OverfittingGap">Validation loss minus training loss.</param>
/// <param name="Warnings">What is wrong and what to do, a sentence or two each; empty when all is well. A pure function of the other numbers.</param>
public sealed record TrainingHealth(IReadOnlyDictionary<string, double> GradientNorms, double? DeadUnits, double OverfittingGap, IReadOnlyList<string> Warnings);
