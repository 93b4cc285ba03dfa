namespace Training.Core.Data.Labels;

/// <summary>What a model answers to the rows that were held back from its training.</summary>
/// <param name="Rows">Row numbers of the training pool.</param>
/// <param name="Probabilities">(rows, classes), row-major.</param>
public sealed record HeldOutProbabilities(IReadOnlyList<int> Rows, ReadOnlyMemory<float> Probabilities);
