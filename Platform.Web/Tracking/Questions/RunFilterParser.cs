using System.Globalization;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;

namespace Platform.Web.Tracking;

using RunComparison = Platform.Core.Tracking.RunComparison; // here: the namespace around has another type of this name

/// <summary>
/// Reads the platform's own questions for runs, by recursive descent. What MLflow's filter language can say is said in the same way, and means the same.
/// <code>
/// either    := both (OR both)*
/// both      := one (AND one)*
/// one       := NOT one | ( either ) | condition | word word …
/// condition := key op literal | key [NOT] IN ( list ) | key IS [NOT] NULL | function ( metric [, step] ) op number
/// </code>
/// Words are looked for in names, parameters, tags and notes. Errors name the position (1 first), what was found and what was expected.
/// </summary>
internal sealed class RunFilterParser
{
    /// <summary>Most conditions and words of a filter.</summary>
    public const int MostConditions = 100;

    /// <summary>Words in a filter: each is looked for in every text of every run.</summary>
    public const int MostWords = 20;

    private const int Deepest = 50;

    private readonly ClauseReader _reader;
    private readonly DateTimeOffset _now;
    private int _conditions;
    private int _words;
    private int _depth;

    private RunFilterParser(string source, DateTimeOffset now)
    {
        _reader = new ClauseReader(source, FilterGrammar.Questions, words: true);
        _now = now;
    }

    private FilterToken Token => _reader.Token;

    /// <summary>The condition that a text states.</summary>
    /// <param name="now">What <c>now</c> stands for.</param>
    /// <exception cref="MlflowException">It cannot be read.</exception>
    public static RunFilter Parse(string source, DateTimeOffset now)
    {
        var parser = new RunFilterParser(source, now);
        var filter = parser.Either();
        return parser.Token.Kind == FilterTokenKind.End ? filter : throw parser.Unexpected("AND, OR or the end");
    }

    private RunFilter Either()
    {
        var filters = new List<RunFilter> { Both() };
        while (Takes("OR"))
            filters.Add(Both());
        return filters.Count == 1 ? filters[0] : new AnyOf(filters);
    }

    private RunFilter Both()
    {
        var filters = new List<RunFilter> { One() };
        while (Takes("AND"))
            filters.Add(One());
        return filters.Count == 1 ? filters[0] : new AllOf(filters);
    }

    private RunFilter One()
    {
        var token = Token;
        if (++_depth > Deepest)
            throw _reader.Error(token, $"parentheses and NOT may lie {Deepest} deep");
        try
        {
            if (Takes("NOT"))
                return new Not(One());
            if (token.Kind == FilterTokenKind.Open)
            {
                _reader.Move();
                var inner = Either();
                Expect(FilterTokenKind.Close, $"AND, OR or the ) to the ( at position {token.Position}");
                return inner;
            }
            if (MetricFunction.Find(token) is { } function && _reader.Peek(1).Kind == FilterTokenKind.Open)
                return Function(token, function);
            return BeginsClause() ? Clause() : Words();
        }
        finally
        {
            _depth--;
        }
    }

    // A key with an entity is one even if what follows it is missing, so that the error says so.
    private bool BeginsClause() =>
        !Token.IsKeyword && (_reader.Peek(1) is { Kind: FilterTokenKind.Operator } || Token.Kind is FilterTokenKind.Name or FilterTokenKind.Quoted
            && (_reader.Peek(1) is var next && (next.Is("LIKE") || next.Is("ILIKE") || next.Is("IN") || next.Is("IS") || next.Is("NOT") && _reader.Peek(2).Is("IN"))
                || Token.Entity is { } entity && FilterGrammar.Questions.Entity(entity) is not null));

    private RunFilter Words()
    {
        var words = new List<RunFilter>();
        do
        {
            if (!IsWord(Token))
                throw Unexpected("a condition such as metrics.accuracy > 0.9, or a word");
            var word = Token.Kind is FilterTokenKind.Text or FilterTokenKind.Quoted ? Token.Value : Token.Text;
            if (string.IsNullOrWhiteSpace(word))
                throw _reader.Error(Token, "the text to look for is empty");
            Count(Token);
            if (++_words > MostWords)
                throw _reader.Error(Token, $"a filter has at most {MostWords} words without a field");
            words.Add(new Mentions(word));
            _reader.Move();
        }
        while (IsWord(Token) && !BeginsClause() && !(MetricFunction.Find(Token) is not null && _reader.Peek(1).Kind == FilterTokenKind.Open));
        return words.Count == 1 ? words[0] : new AllOf(words);
    }

    private static bool IsWord(FilterToken token) => token.Kind is FilterTokenKind.Name or FilterTokenKind.Text or FilterTokenKind.Quoted or FilterTokenKind.Word or FilterTokenKind.Number && !token.IsKeyword;

    private NumberIs Function(FilterToken name, MetricFunction function)
    {
        Count(name);
        _reader.Move();
        _reader.Move();
        var (entity, field, key) = _reader.Key();
        if (entity != FilterEntity.Metric)
            throw _reader.Error(key, $"{name.Text} takes a metric, such as {function.Example}");
        long step = 0;
        if (function.TakesStep)
        {
            Expect(FilterTokenKind.Comma, $"a comma and a step, such as {function.Example}");
            if (Token.Kind != FilterTokenKind.Number || !long.TryParse(Token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out step))
                throw Unexpected("a whole number, the step");
            _reader.Move();
        }
        Expect(FilterTokenKind.Close, ")");
        var at = Token;
        var operation = _reader.Operator(name);
        if (!field.Operators.Contains(operation))
            throw _reader.Refused(name, at, operation, field);
        var about = new RunField(RunFieldKind.Metric, key.Value, function.Of(key.Value), step);
        return operation is FilterOperator.IsNull or FilterOperator.IsNotNull
            ? new NumberIs(about, RunQueries.Comparison(operation)) : new NumberIs(about, RunQueries.Comparison(operation), _reader.Number(name, at));
    }

    private RunFilter Clause()
    {
        Count(Token);
        var (entity, field, key) = _reader.Key();
        var at = Token;
        var operation = _reader.Operator(key);
        if (!field.Operators.Contains(operation))
            throw _reader.Refused(key, at, operation, field);
        var about = RunQueries.Field(entity, field.Name);
        var comparison = RunQueries.Comparison(operation);
        if (operation is FilterOperator.IsNull or FilterOperator.IsNotNull)
            return field.IsNumber ? new NumberIs(about, comparison) : new TextIs(about, comparison);
        if (operation is FilterOperator.In or FilterOperator.NotIn)
            return new TextIs(about, comparison, Cased(about, _reader.List()));
        if (entity == FilterEntity.Attribute && field.IsNumber && Token.Kind != FilterTokenKind.Number)
            return Moment(about, comparison);
        if (field.IsNumber || operation is FilterOperator.Less or FilterOperator.LessOrEqual or FilterOperator.Greater or FilterOperator.GreaterOrEqual)
            return new NumberIs(about, comparison, _reader.Number(key, at));
        if (Token.Kind != FilterTokenKind.Number || entity is not (FilterEntity.Param or FilterEntity.Tag) || operation is not (FilterOperator.Equal or FilterOperator.NotEqual))
            return new TextIs(about, comparison, Cased(about, [_reader.Text(key, at)]));
        var equal = new NumberIs(about, RunComparison.Equal, _reader.Number(key, at));
        return operation == FilterOperator.Equal ? equal : new AllOf([new TextIs(about, RunComparison.IsNotNull), new Not(equal)]);
    }

    private RunFilter Moment(RunField about, RunComparison comparison)
    {
        var text = Token.Kind switch
        {
            FilterTokenKind.Text or FilterTokenKind.Quoted => Token.Value,
            FilterTokenKind.Name or FilterTokenKind.Word => Token.Text,
            _ => "",
        };
        var condition = MomentLiteral.Condition(about, comparison, text, _now) ?? throw Unexpected(MomentLiteral.Expected(about));
        _reader.Move();
        return condition;
    }

    // Statuses are in capitals, however they are typed.
    private static IReadOnlyList<string> Cased(RunField field, IReadOnlyList<string> texts) =>
        field is { Kind: RunFieldKind.Attribute, Key: RunAttribute.Status } ? [.. texts.Select(text => text.ToUpperInvariant())] : texts;

    private void Count(FilterToken token)
    {
        if (++_conditions > MostConditions)
            throw _reader.Error(token, $"a filter has at most {MostConditions} conditions and words");
    }

    private bool Takes(string keyword)
    {
        var isIt = Token.Is(keyword);
        if (isIt)
            _reader.Move();
        return isIt;
    }

    private void Expect(FilterTokenKind kind, string expected)
    {
        if (Token.Kind != kind)
            throw Unexpected(expected);
        _reader.Move();
    }

    private MlflowException Unexpected(string expected) => _reader.Error(Token, $"expected {expected}, found {ClauseReader.Found(Token)}");
}
