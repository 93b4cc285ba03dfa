namespace Search;

/// <summary>
/// The condition under which a parameter exists: every clause must hold. A clause names a categorical parent and the choices
/// that switch the parameter on; it holds only while the parent itself is active, so conditions nest to any depth.
/// </summary>
/// <param name="Clauses">At least one clause; JSON <c>"when":{"arch":["cnn"]}</c> is one clause, each key one more.</param>
public sealed record When(IReadOnlyList<WhenClause> Clauses)
{
    /// <summary>A condition on one parent.</summary>
    public When(string parent, params object[] values) : this([new WhenClause(parent, values)])
    {
    }

    /// <summary>Whether <paramref name="values"/>, which holds the active parents, fulfils every clause.</summary>
    public bool Holds(IReadOnlyDictionary<string, object> values) => Clauses.All(clause => clause.Holds(values));

    /// <inheritdoc/>
    public bool Equals(When? other) => other is not null && Clauses.SequenceEqual(other.Clauses);

    /// <inheritdoc/>
    public override int GetHashCode() => Clauses.Count == 0 ? 0 : Clauses[0].GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => string.Join(" and ", Clauses);
}
