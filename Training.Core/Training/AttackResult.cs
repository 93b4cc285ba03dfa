namespace Training.Core;

/// <summary>The accuracy on rows that were changed to mislead the model.</summary>
/// <param name="Strength">How far each value was moved; 0 is the accuracy on the same rows as they are.</param>
/// <param name="Accuracy">Share of rows recognised, 0 to 1.</param>
/// <param name="Samples">Rows: the first ones of the test part.</param>
public sealed record AttackResult(double Strength, double Accuracy, long Samples);
