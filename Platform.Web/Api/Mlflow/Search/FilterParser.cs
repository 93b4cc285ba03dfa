namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Reads MLflow's filter language: <c>clause (AND clause)*</c>. There is no OR and there are no parentheses around clauses. Errors name the
/// position (1 first), what was found and what was expected.
/// </summary>
internal static class FilterParser
{
    /// <summary>Most clauses of a filter.</summary>
    public const int MostClauses = 100;

    private const string Elsewhere = "MLflow's filters have neither OR nor parentheses: search once for each side, or ask the platform's own questions, which have both";

    /// <summary>The clauses of a filter; none for an empty one.</summary>
    /// <exception cref="MlflowException">It cannot be read.</exception>
    public static IReadOnlyList<FilterClause> Parse(string? filter, FilterGrammar grammar)
    {
        if (string.IsNullOrWhiteSpace(filter))
            return [];
        var reader = new ClauseReader(filter, grammar);
        var clauses = new List<FilterClause>();
        while (true)
        {
            if (clauses.Count == MostClauses)
                throw reader.Error(reader.Token, $"a filter has at most {MostClauses} clauses");
            if (reader.Token.Kind == FilterTokenKind.Open)
                throw reader.Error(reader.Token, "expected a clause such as metrics.accuracy > 0.9, found '('; " + Elsewhere);
            clauses.Add(reader.Clause());
            if (reader.Token.Kind == FilterTokenKind.End)
                return clauses;
            if (!reader.Token.Is("AND"))
                throw reader.Error(reader.Token, $"expected AND or the end, found {ClauseReader.Found(reader.Token)}{(reader.Token.Is("OR") ? "; " + Elsewhere : "")}");
            reader.Move();
        }
    }
}
