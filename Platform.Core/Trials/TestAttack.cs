namespace Platform.Core.Trials;

/// <summary>The accuracy on test rows that were changed to mislead the model (fast gradient sign method).</summary>
/// <param name="Strength">How far each value was moved; 0 is the accuracy on the same rows as they are.</param>
/// <param name="Accuracy">Share of rows recognised, 0 to 1.</param>
/// <param name="Rows">How many rows.</param>
public sealed record TestAttack(double Strength, double Accuracy, long Rows);
