using System.Globalization;

namespace Platform.Web.Api.Mlflow;

/// <summary>Reads single clauses, <c>key op literal</c>, <c>key [NOT] IN ('a', 'b')</c> or <c>key IS [NOT] NULL</c>, for the languages that join them. Keywords may have any case.</summary>
internal sealed class ClauseReader
{
    /// <summary>Most values of a list.</summary>
    public const int MostValues = 10_000;

    private readonly FilterGrammar _grammar;
    private readonly FilterLexer _lexer;
    private readonly bool _words;
    private readonly List<FilterToken> _tokens = [];
    private int _at;

    /// <param name="words">Whether tokens that are words are cut, and texts may stand without quotes.</param>
    public ClauseReader(string source, FilterGrammar grammar, bool words = false)
    {
        _grammar = grammar;
        _lexer = new FilterLexer(source, words);
        _words = words;
    }

    /// <summary>The token that is read next.</summary>
    public FilterToken Token => Peek(0);

    /// <summary>A later token; the end's if there is none.</summary>
    public FilterToken Peek(int ahead)
    {
        while (_tokens.Count <= _at + ahead)
        {
            if (_tokens.Count > 0 && _tokens[^1].Kind == FilterTokenKind.End)
                return _tokens[^1];
            _tokens.Add(_lexer.Next());
        }
        return _tokens[_at + ahead];
    }

    public void Move() => _at++;

    /// <summary>The refusal of a filter at a token.</summary>
    public MlflowException Error(FilterToken token, string problem) => _lexer.Error(token.Position - 1, problem);

    public static string Found(FilterToken token) => token.Kind == FilterTokenKind.End ? "the end" : MlflowException.Shorten(token.Text);

    /// <exception cref="MlflowException">It cannot be read; names position, what was found and what was expected.</exception>
    public FilterClause Clause()
    {
        var (entity, field, key) = Key();
        var at = Token;
        var operation = Operator(key);
        if (!field.Operators.Contains(operation))
            throw Refused(key, at, operation, field);
        var clause = new FilterClause(entity, field.Name, operation, null, null, [], key.Position);
        return operation switch
        {
            FilterOperator.IsNull or FilterOperator.IsNotNull => clause,
            FilterOperator.In or FilterOperator.NotIn => clause with { Texts = List() },
            _ when field.IsNumber => clause with { Number = Number(key, at) },
            _ => clause with { Text = Text(key, at) },
        };
    }

    /// <summary>The refusal of a comparison that a field does not take.</summary>
    public MlflowException Refused(FilterToken key, FilterToken at, FilterOperator operation, FilterField field) =>
        Error(at, $"{key.Text} does not take {Name(operation)}; it takes {string.Join(" ", field.Operators.Select(Name))}");

    /// <summary>What a clause is about.</summary>
    public (FilterEntity Entity, FilterField Field, FilterToken Key) Key()
    {
        var key = Token;
        if (key.Kind is not (FilterTokenKind.Name or FilterTokenKind.Quoted))
            throw Error(key, $"expected a key such as metrics.accuracy, found {Found(key)}");
        var entity = _grammar.Entity(key.Entity) ?? throw Error(key, $"'{key.Entity}' is not an entity of this search; it has {_grammar.EntityNames}");
        if (key.Value.Length == 0)
            throw Error(key, "the key is empty");
        var field = _grammar.Field(entity, key.Value)
            ?? throw Error(key, $"{MlflowException.Shorten(key.Value)} is not {(entity switch { FilterEntity.Dataset => "a key of data sets", FilterEntity.Model => "a key of models", _ => "an attribute" })}; there are {_grammar.KeysOf(entity)}");
        Move();
        return (entity, field, key);
    }

    /// <summary>The comparison after a key.</summary>
    public FilterOperator Operator(FilterToken key)
    {
        var token = Token;
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
            var not = Token.Is("NOT");
            if (not)
                Move();
            Expect("NULL", not ? "IS NOT" : "IS");
            return not ? FilterOperator.IsNotNull : FilterOperator.IsNull;
        }

        throw Error(token, $"expected = != < <= > >= LIKE ILIKE IN or IS after {key.Text}, found {Found(token)}");
    }

    /// <summary>The number of a comparison.</summary>
    public double Number(FilterToken key, FilterToken operation)
    {
        var token = Token;
        if (token.Kind != FilterTokenKind.Number)
            throw Error(token, $"expected a number after {key.Text} {operation.Text}, found {Found(token)}");
        Move();
        return double.Parse(token.Text, CultureInfo.InvariantCulture);
    }

    /// <summary>The text of a comparison.</summary>
    public string Text(FilterToken key, FilterToken operation)
    {
        var token = Token;
        if (token.Kind is not (FilterTokenKind.Text or FilterTokenKind.Quoted) && !(_words && IsBareText(token)))
            throw Error(token, $"expected a text in quotes after {key.Text} {operation.Text}, found {Found(token)}");
        Move();
        return TextOf(token);
    }

    /// <summary>The texts of a list.</summary>
    public List<string> List()
    {
        if (Token.Kind != FilterTokenKind.Open)
            throw Error(Token, $"expected a list such as ('a', 'b'), found {Found(Token)}");
        Move();
        var values = new List<string>();
        while (true)
        {
            if (Token.Kind is not (FilterTokenKind.Text or FilterTokenKind.Quoted) && !(_words && IsBareText(Token)))
                throw Error(Token, $"expected a text in quotes in the list, found {Found(Token)}");
            if (values.Count == MostValues)
                throw Error(Token, $"a list has at most {MostValues} values");
            values.Add(TextOf(Token));
            Move();
            if (Token.Kind == FilterTokenKind.Close)
                break;
            if (Token.Kind != FilterTokenKind.Comma)
                throw Error(Token, $"expected a comma or ) in the list, found {Found(Token)}");
            Move();
            if (Token.Kind == FilterTokenKind.Close)
                break; // Python writes a list of one value as ('a',)
        }

        Move();
        return values;
    }

    private static string TextOf(FilterToken token) => token.Kind is FilterTokenKind.Text or FilterTokenKind.Quoted ? token.Value : token.Text;

    private static bool IsBareText(FilterToken token) => token.Kind is FilterTokenKind.Word or FilterTokenKind.Number || token.Kind == FilterTokenKind.Name && !token.IsKeyword;

    private void Expect(string keyword, string after)
    {
        if (!Token.Is(keyword))
            throw Error(Token, $"expected {keyword} after {after}, found {Found(Token)}");
        Move();
    }

    private static string Name(FilterOperator operation) => operation switch
    {
        FilterOperator.Equal => "=", FilterOperator.NotEqual => "!=", FilterOperator.Less => "<", FilterOperator.LessOrEqual => "<=",
        FilterOperator.Greater => ">", FilterOperator.GreaterOrEqual => ">=", FilterOperator.Like => "LIKE", FilterOperator.ILike => "ILIKE",
        FilterOperator.In => "IN", FilterOperator.NotIn => "NOT IN", FilterOperator.IsNull => "IS NULL", _ => "IS NOT NULL",
    };
}
