namespace Training.Core.Data.Tables;

/// <summary>A row of a file that no model can learn from.</summary>
/// <param name="Row">1-based, the header and blank lines counted, as spreadsheets show it.</param>
/// <param name="Problem">What is wrong with it, such as <c>has 5 cells, but there are 6 columns</c>.</param>
public sealed record RowFlaw(int Row, string Problem);
