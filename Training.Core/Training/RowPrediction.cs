namespace Training.Core;

/// <summary>A model's answer to one row of a table.</summary>
/// <param name="Class">The likeliest class; null when the answer is a number.</param>
/// <param name="Probabilities">Of each class, in the signature's order; empty when the answer is a number.</param>
/// <param name="Value">The number, in the target's own unit; null when the answer is a class.</param>
public sealed record RowPrediction(string? Class, IReadOnlyList<float> Probabilities, double? Value);
