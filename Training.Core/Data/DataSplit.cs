namespace Training.Core.Data;

/// <summary>Row numbers of the training pool for training and for validation: disjoint, in shuffled order. The test pool is never part of it.</summary>
public sealed record DataSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Validation);
