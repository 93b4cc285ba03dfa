namespace Platform.Core.Labels;

/// <summary>A row's label and the right one.</summary>
/// <param name="Part">The row's pool.</param>
/// <param name="Row">Its number in the pool, from 0.</param>
/// <param name="From">Its label before: a class's name, or a number as text.</param>
/// <param name="To">Its label from now on; another one.</param>
public sealed record LabelChange(LabelPart Part, int Row, string From, string To);
