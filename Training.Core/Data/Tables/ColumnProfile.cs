namespace Training.Core.Data.Tables;

/// <summary>What one column holds, over the training rows.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">Of its values.</param>
/// <param name="Role"><c>input</c>, <c>target</c> or <c>unused</c>.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Numbers">Least, quartiles, largest, mean and deviation of numbers; null for categories and texts, and where every value is missing.</param>
/// <param name="Common">The most frequent values of a category with their rows, at most ten.</param>
public sealed record ColumnProfile(
    string Name, ColumnKind Kind, string Role, int Missing, int Distinct, NumberSummary? Numbers, IReadOnlyList<KeyValuePair<string, int>> Common);
