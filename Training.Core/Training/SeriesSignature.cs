namespace Training.Core;

/// <summary>What a forecasting model takes and answers: windows of steps, oldest first, in the data's own units.</summary>
/// <param name="Columns">The names of a step's values, in order.</param>
/// <param name="Length">Steps that it sees; of a longer window the last ones count.</param>
/// <param name="Horizon">Steps that it forecasts.</param>
public sealed record SeriesSignature(IReadOnlyList<string> Columns, int Length, int Horizon);
