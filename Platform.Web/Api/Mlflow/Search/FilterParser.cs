using System.Globalization;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Reads MLflow's filter language: <c>clause (AND clause)*</c>, a clause being <c>key op literal</c>, <c>key [NOT] IN ('a', 'b')</c> or
/// <c>key IS [NOT] NULL</c>. There is no OR and there are no parentheses around clauses. Keywords may have any case. Errors name the
/// position (1 first), what was found and what was expected.
/// </summary>
internal sealed class FilterParser
{
    /// <summary>Most clauses of a filter.</summary>
    public const int MostClauses = 100;

    /// <summary>Most values of a list.</summary>
    public const int MostValues = 10_000;

    private readonly FilterGrammar _grammar;
    private readonly FilterLexer _lexer;
    private FilterToken _token;

    private FilterParser(string source, FilterGrammar grammar)
    {
        _grammar = grammar;
        _lexer = new FilterLexer(source);
        Move();
    }

    /// <summary>The clauses of a filter; none for an empty one.</summary>
    /// <exception cref="MlflowException">It cannot be read.</exception>
    public static IReadOnlyList<FilterClause> Parse(string? filter, FilterGrammar grammar)
    {
        if (string.IsNullOrWhiteSpace(filter))
            return [];
        var parser = new FilterParser(filter, grammar);
        var clauses = new List<FilterClause>();
        while (true)
        {
            if (clauses.Count == MostClauses)
                throw parser.Error(parser._token, $"a filter has at most {MostClauses} clauses");
            clauses.Add(parser.Clause());
            if (parser._token.Kind == FilterTokenKind.End)
                return clauses;
            if (!parser._token.Is("AND"))
                throw parser.Error(parser._token, parser._token.Is("OR") ? "OR is not part of the language; search twice" : $"expected AND or the end, found {Found(parser._token)}");
            parser.Move();
        }
    }

    private FilterClause Clause()
    {
        var key = _token;
        if (key.Kind is not (FilterTokenKind.Name or FilterTokenKind.Quoted))
            throw Error(key, key.Kind == FilterTokenKind.Open ? "clauses stand without parentheses" : $"expected a key such as metrics.accuracy, found {Found(key)}");
        var entity = _grammar.Entity(key.Entity) ?? throw Error(key, $"'{key.Entity}' is not an entity of this search; it has {_grammar.EntityNames}");
        if (key.Value.Length == 0)
            throw Error(key, "the key is empty");
        var field = _grammar.Field(entity, key.Value)
            ?? throw Error(key, $"{MlflowException.Shorten(key.Value)} is not {(entity == FilterEntity.Dataset ? "a key of data sets" : "an attribute")}; there are {_grammar.KeysOf(entity)}");
        Move();

        var at = _token;
        var operation = Operator(key);
        if (!field.Operators.Contains(operation))
            throw Error(at, $"{key.Text} does not take {Name(operation)}; it takes {string.Join(" ", field.Operators.Select(Name))}");
        var clause = new FilterClause(entity, field.Name, operation, null, null, [], key.Position);
        return operation switch
        {
            FilterOperator.IsNull or FilterOperator.IsNotNull => clause,
            FilterOperator.In or FilterOperator.NotIn => clause with { Texts = List() },
            _ when field.IsNumber => clause with { Number = Number(key, at) },
            _ => clause with { Text = Text(key, at) },
        };
    }

    private FilterOperator Operator(FilterToken key)
    {
        var token = _token;
        Move();
        if (token.Kind == FilterTokenKind.Operator && token.Text switch
        {
            "=" => FilterOperator.Equal, "!=" => FilterOperator.NotEqual, "<" => FilterOperator.Less, "<=" => FilterOperator.LessOrEqual,
            ">" => FilterOperator.Greater, ">=" => FilterOperator.GreaterOrEqual, _ => (FilterOperator?)null,
        } is { } comparison)
        {
            return comparison;
        }

        if (token.Is("LIKE"))
            return FilterOperator.Like;
        if (token.Is("ILIKE"))
            return FilterOperator.ILike;
        if (token.Is("IN"))
            return FilterOperator.In;
        if (token.Is("NOT"))
        {
            Expect("IN", "NOT");
            return FilterOperator.NotIn;
        }

        if (token.Is("IS"))
        {
            var not = _token.Is("NOT");
            if (not)
                Move();
            Expect("NULL", not ? "IS NOT" : "IS");
            return not ? FilterOperator.IsNotNull : FilterOperator.IsNull;
        }

        throw Error(token, $"expected = != < <= > >= LIKE ILIKE IN or IS after {key.Text}, found {Found(token)}");
    }

    private double Number(FilterToken key, FilterToken operation)
    {
        var token = _token;
        if (token.Kind != FilterTokenKind.Number)
            throw Error(token, $"expected a number after {key.Text} {operation.Text}, found {Found(token)}");
        Move();
        return double.Parse(token.Text, CultureInfo.InvariantCulture);
    }

    private string Text(FilterToken key, FilterToken operation)
    {
        var token = _token;
        if (token.Kind is not (FilterTokenKind.Text or FilterTokenKind.Quoted))
            throw Error(token, $"expected a text in quotes after {key.Text} {operation.Text}, found {Found(token)}");
        Move();
        return token.Value;
    }

    private List<string> List()
    {
        if (_token.Kind != FilterTokenKind.Open)
            throw Error(_token, $"expected a list such as ('a', 'b'), found {Found(_token)}");
        Move();
        var values = new List<string>();
        while (true)
        {
            if (_token.Kind is not (FilterTokenKind.Text or FilterTokenKind.Quoted))
                throw Error(_token, $"expected a text in quotes in the list, found {Found(_token)}");
            if (values.Count == MostValues)
                throw Error(_token, $"a list has at most {MostValues} values");
            values.Add(_token.Value);
            Move();
            if (_token.Kind == FilterTokenKind.Close)
                break;
            if (_token.Kind != FilterTokenKind.Comma)
                throw Error(_token, $"expected a comma or ) in the list, found {Found(_token)}");
            Move();
            if (_token.Kind == FilterTokenKind.Close)
                break; // Python writes a list of one value as ('a',)
        }

        Move();
        return values;
    }

    private void Expect(string keyword, string after)
    {
        if (!_token.Is(keyword))
            throw Error(_token, $"expected {keyword} after {after}, found {Found(_token)}");
        Move();
    }

    private void Move() => _token = _lexer.Next();

    private MlflowException Error(FilterToken token, string problem) => _lexer.Error(token.Position - 1, problem);

    private static string Found(FilterToken token) => token.Kind == FilterTokenKind.End ? "the end" : MlflowException.Shorten(token.Text);

    private static string Name(FilterOperator operation) => operation switch
    {
        FilterOperator.Equal => "=", FilterOperator.NotEqual => "!=", FilterOperator.Less => "<", FilterOperator.LessOrEqual => "<=",
        FilterOperator.Greater => ">", FilterOperator.GreaterOrEqual => ">=", FilterOperator.Like => "LIKE", FilterOperator.ILike => "ILIKE",
        FilterOperator.In => "IN", FilterOperator.NotIn => "NOT IN", FilterOperator.IsNull => "IS NULL", _ => "IS NOT NULL",
    };
}
