namespace Training.Core;

/// <summary>The measures of the test rows that have one value in a column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">Its value; <c>(missing)</c> for rows without one, <c>(other)</c> for all values beyond the twenty most frequent.</param>
/// <param name="Samples">Rows.</param>
/// <param name="Metrics">
/// The task's measures without a prefix. Of two classes also <c>selection_rate</c>, the share of rows taken for the second class,
/// <c>true_positive_rate</c> and <c>false_positive_rate</c> of it. One that is not defined on these rows is left out.
/// </param>
public sealed record GroupMeasures(string Column, string Value, long Samples, IReadOnlyDictionary<string, double> Metrics);
