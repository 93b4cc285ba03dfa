namespace Training.Core.Data;

/// <summary>Row numbers of the training pool for training and for validation: disjoint. The test part is never in it.</summary>
public sealed record DataSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Validation)
{
    /// <summary>No rows: for a model that is only evaluated.</summary>
    internal static DataSplit None { get; } = new([], []);
}
