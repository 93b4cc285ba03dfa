namespace Search;

/// <summary>One clause of a <see cref="When"/>: the parent parameter's value is one of <paramref name="Values"/>.</summary>
/// <param name="Parent">Name of a categorical parameter of the same space.</param>
/// <param name="Values">Choices of the parent (double, long, string or bool); at least one.</param>
public sealed record WhenClause(string Parent, IReadOnlyList<object> Values)
{
    /// <summary>Name of a categorical parameter of the same space.</summary>
    public string Parent { get; } = Parent;

    /// <summary>Choices of the parent that switch the parameter on.</summary>
    public IReadOnlyList<object> Values { get; } = Scalar.NormalizeAll(Values, nameof(Values));

    /// <summary>Whether the parent is present in <paramref name="values"/> with one of the values.</summary>
    public bool Holds(IReadOnlyDictionary<string, object> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.TryGetValue(Parent, out var value) && Values.Any(wanted => Scalar.Same(wanted, value));
    }

    /// <inheritdoc/>
    public bool Equals(WhenClause? other) =>
        other is not null && string.Equals(Parent, other.Parent, StringComparison.Ordinal) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => Parent.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Parent} is {string.Join(" or ", Values.Select(Scalar.Show))}";
}
