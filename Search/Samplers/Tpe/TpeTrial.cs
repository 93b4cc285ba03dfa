namespace Search;

/// <summary>One trial as <see cref="TpeHistory"/> keeps it.</summary>
/// <param name="Number">0-based trial number.</param>
/// <param name="Parameters">What was tried.</param>
/// <param name="Point">Its coordinates, NaN where a parameter does not exist.</param>
/// <param name="Rank">Its place among the ended ones; null for failed and pending trials.</param>
/// <param name="Pending">Whether it has not ended.</param>
/// <param name="Values">Its objectives when the study has several; null when one is missing.</param>
/// <param name="Lot">Random but fixed: the trials with the smallest lots are the sample that stands for a long history.</param>
internal sealed record TpeTrial(int Number, ParameterSet Parameters, double[] Point, TrialRank? Rank, bool Pending, double[]? Values, ulong Lot);
