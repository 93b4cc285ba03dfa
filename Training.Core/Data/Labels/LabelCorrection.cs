namespace Training.Core.Data.Labels;

/// <summary>A row's right label.</summary>
/// <param name="Part">The row's pool.</param>
/// <param name="Row">Its number in the pool, from 0.</param>
/// <param name="Label">The name of a class, or a number as <c>1.5</c> where the target is a number.</param>
public sealed record LabelCorrection(DataPart Part, int Row, string Label);
