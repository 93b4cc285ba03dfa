namespace Platform.Core.Trials;

/// <summary>How healthy an epoch's training was. Beside the metrics, not among them: it is for people, never an objective, and has a number for each layer.</summary>
/// <param name="GradientNorms">By layer: the norm of the last batch's gradients.</param>
/// <param name="DeadUnits">Share of ReLU units that answered 0 to a whole validation batch, 0 to 1; null without such layers.</param>
/// <param name="OverfittingGap">Validation loss minus training loss.</param>
/// <param name="Warnings">What is wrong and what to do; empty when all is well. Each begins with its kind and a colon.</param>
public sealed record EpochHealth(IReadOnlyDictionary<string, double> GradientNorms, double? DeadUnits, double OverfittingGap, IReadOnlyList<string> Warnings);
