namespace Training.Core;

/// <summary>A model's answer to one row of the test part, beside the truth.</summary>
/// <param name="Row">The row's number in the test part, from 0; of a text the token's number in it.</param>
/// <param name="Truth">The class, the number or the token that it is.</param>
/// <param name="Answer">What the model says.</param>
/// <param name="Probability">What the model gives its answer, 0 to 1; null where the answer is a number.</param>
/// <param name="TruthProbability">What it gives the truth, 0 to 1; null where the answer is no class.</param>
/// <param name="Error">Answer less truth in the target's own unit; null where the answer is no number.</param>
/// <param name="Before">The text that the model saw before the token, at most its last 160 tokens; null where the data are no text.</param>
public sealed record JudgedRow(int Row, string Truth, string Answer, double? Probability = null, double? TruthProbability = null, double? Error = null, string? Before = null);
