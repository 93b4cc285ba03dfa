namespace Training.Core.Data;

/// <summary>
/// A row of a table; batches are (N, Numbers + categories) float32: first the scaled numbers, then one code (a whole number below its
/// cardinality) for each category.
/// </summary>
/// <param name="Numbers">How many numbers a row has after preparation.</param>
/// <param name="Cardinalities">How many codes each category has, unknown and missing values included.</param>
public sealed record TableShape(int Numbers, IReadOnlyList<int> Cardinalities) : SampleShape
{
    /// <inheritdoc/>
    public override string Kind => "a table";

    internal override long Values => Width;

    /// <summary>Columns of a batch.</summary>
    public int Width => Numbers + Cardinalities.Count;

    /// <summary>Equal when the cardinalities are equal one by one.</summary>
    public bool Equals(TableShape? other) => other is not null && Numbers == other.Numbers && Cardinalities.SequenceEqual(other.Cardinalities);

    /// <inheritdoc/>
    public override int GetHashCode() => Cardinalities.Aggregate(Numbers, (hash, size) => unchecked((hash * 31) + size));

    /// <summary>For people: <c>8 numbers and 2 categories</c>.</summary>
    public override string ToString() => $"{Numbers} numbers and {Cardinalities.Count} categories";
}
