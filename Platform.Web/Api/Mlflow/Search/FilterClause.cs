namespace Platform.Web.Api.Mlflow;

/// <summary>One comparison of a filter; a filter is true where all of its clauses are.</summary>
/// <param name="Entity">What the key belongs to.</param>
/// <param name="Key">The key; an attribute's canonical name.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Text">The text compared with; null where a number or a list is.</param>
/// <param name="Number">The number compared with; null where a text or a list is.</param>
/// <param name="Texts">The list of IN and NOT IN; empty otherwise.</param>
/// <param name="Position">Where the clause begins, 1 first.</param>
internal sealed record FilterClause(
    FilterEntity Entity, string Key, FilterOperator Operator, string? Text, double? Number, IReadOnlyList<string> Texts, int Position)
{
    /// <summary>Whether a text fulfils the clause. An absent one (null) fulfils only IS NULL.</summary>
    public bool Matches(string? value) => Operator switch
    {
        FilterOperator.IsNull => value is null,
        _ when value is null => false,
        FilterOperator.IsNotNull => true,
        FilterOperator.Equal => string.Equals(value, Text, StringComparison.Ordinal),
        FilterOperator.NotEqual => !string.Equals(value, Text, StringComparison.Ordinal),
        FilterOperator.Like => LikePattern.IsMatch(value, Text!, ignoreCase: false),
        FilterOperator.ILike => LikePattern.IsMatch(value, Text!, ignoreCase: true),
        FilterOperator.In => Texts.Contains(value, StringComparer.Ordinal),
        FilterOperator.NotIn => !Texts.Contains(value, StringComparer.Ordinal),
        _ => throw new System.Diagnostics.UnreachableException($"{Operator} does not compare texts."),
    };

    /// <summary>Whether a number fulfils the clause; an absent one (null) never does.</summary>
    public bool Matches(double? value) => value is { } number && Operator switch
    {
        FilterOperator.Equal => number == Number,
        FilterOperator.NotEqual => number != Number,
        FilterOperator.Less => number < Number,
        FilterOperator.LessOrEqual => number <= Number,
        FilterOperator.Greater => number > Number,
        FilterOperator.GreaterOrEqual => number >= Number,
        _ => throw new System.Diagnostics.UnreachableException($"{Operator} does not compare numbers."),
    };
}
