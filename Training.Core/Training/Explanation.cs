namespace Training.Core;

/// <summary>Why a model gave an answer to one row: how much each input moved it away from the answer to a row that says nothing.</summary>
/// <param name="Class">The class that is explained; null when the answer is a number.</param>
/// <param name="Answer">The class's probability, or the number in its own unit.</param>
/// <param name="Baseline">The same for the row that says nothing: a black image; a table's row with the scaled numbers at 0 and unknown categories.</param>
/// <param name="Shares">For each pixel of each channel, or each column, what it adds; all together are about <paramref name="Answer"/> - <paramref name="Baseline"/>.</param>
/// <param name="Columns">The columns' names, in the order of the shares; null for images.</param>
/// <param name="Gap">Answer - Baseline less the sum of the shares: the error of the integral, small beside them.</param>
public sealed record Explanation(string? Class, double Answer, double Baseline, IReadOnlyList<float> Shares, IReadOnlyList<string>? Columns, double Gap);
