using System.Text;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Cuts a filter or an ordering into tokens. A name is bare (letters, digits, <c>_ - / :</c>), in backticks or in double quotes; dots join
/// its parts, and the first one outside of quotes ends the entity: <c>metrics.a.b</c>, <c>params."my key"</c>, <c>tags.`mlflow.source`</c>.
/// In a text, a doubled quote stands for one. Where words may stand, a piece up to the next blank, quote, parenthesis or comparison that is nothing else is a word.
/// </summary>
internal sealed class FilterLexer(string source, bool words = false)
{
    private int _at;

    /// <exception cref="MlflowException">What follows is no token; names position and what was found.</exception>
    public FilterToken Next()
    {
        while (_at < source.Length && char.IsWhiteSpace(source[_at]))
            _at++;
        var start = _at;
        if (start == source.Length)
            return Token(FilterTokenKind.End, start);
        var c = source[start];
        switch (c)
        {
            case '(':
                _at++;
                return Token(FilterTokenKind.Open, start);
            case ')':
                _at++;
                return Token(FilterTokenKind.Close, start);
            case ',':
                _at++;
                return Token(FilterTokenKind.Comma, start);
            case '\'':
                var text = Quoted(c);
                return Token(FilterTokenKind.Text, start) with { Value = text };
            case '=' or '<' or '>' or '!':
                while (_at < source.Length && source[_at] is '=' or '<' or '>' or '!')
                    _at++;
                return Token(FilterTokenKind.Operator, start);
        }

        if (char.IsAsciiDigit(c) || c is '+' or '-' or '.' && _at + 1 < source.Length && (char.IsAsciiDigit(source[_at + 1]) || source[_at + 1] == '.'))
            return words ? Word(start) ?? Number(start) : Number(start);
        if (words && c != '`' && c != '"' && Word(start) is { } word)
            return word;
        return c is '`' or '"' || IsBare(c) ? Name(start) : throw Error(start, $"'{c}' begins nothing that a filter can hold");
    }

    /// <summary>The refusal of a filter or ordering at a position.</summary>
    public MlflowException Error(int start, string problem) => MlflowException.Clause(source, start + 1, problem);

    private FilterToken Name(int start)
    {
        var onlyQuoted = source[start] == '"';
        string? entity = null;
        var key = new StringBuilder();
        while (true)
        {
            if (_at < source.Length && source[_at] is '`' or '"')
            {
                key.Append(Quoted(source[_at]));
            }
            else
            {
                onlyQuoted = false;
                var from = _at;
                while (_at < source.Length && IsBare(source[_at]))
                    _at++;
                if (_at == from)
                    throw Error(_at, $"expected a key after the dot, found {Found()}");
                key.Append(source, from, _at - from);
            }

            if (_at == source.Length || source[_at] != '.')
                break;
            _at++;
            if (entity is null)
                (entity, _) = (key.ToString(), key.Clear());
            else
                key.Append('.');
        }

        var kind = onlyQuoted && entity is null ? FilterTokenKind.Quoted : FilterTokenKind.Name;
        return Token(kind, start) with { Entity = entity, Value = key.ToString() };
    }

    // Null if what stands there is a name or a number.
    private FilterToken? Word(int start)
    {
        var end = start;
        while (end < source.Length && !char.IsWhiteSpace(source[end]) && source[end] is not ('(' or ')' or ',' or '\'' or '"' or '`' or '=' or '<' or '>' or '!'))
            end++;
        var piece = source.AsSpan(start, end - start);
        var isQuotedNext = end < source.Length && source[end] is '"' or '`';
        if (isQuotedNext && piece.EndsWith(".") || MlflowText.TryNumber(piece.ToString(), out _) || IsName(piece))
            return null;
        _at = end;
        return Token(FilterTokenKind.Word, start) with { Value = piece.ToString() };
    }

    private static bool IsName(ReadOnlySpan<char> piece)
    {
        foreach (var part in piece.Split('.'))
        {
            if (piece[part].IsEmpty)
                return false;
            foreach (var c in piece[part])
            {
                if (!IsBare(c))
                    return false;
            }
        }
        return !char.IsAsciiDigit(piece[0]) && piece[0] != '-';
    }

    private FilterToken Number(int start)
    {
        _at++;
        while (_at < source.Length && (char.IsAsciiLetterOrDigit(source[_at]) || source[_at] is '.' or '_' || source[_at] is '+' or '-' && source[_at - 1] is 'e' or 'E'))
            _at++;
        var token = Token(FilterTokenKind.Number, start);
        return MlflowText.TryNumber(token.Text, out _) ? token : throw Error(start, $"{MlflowException.Shorten(token.Text)} is not a number");
    }

    // A text in its quotes, which are left out; a doubled quote stands for one.
    private string Quoted(char quote)
    {
        var start = _at++;
        var text = new StringBuilder();
        for (; _at < source.Length; _at++)
        {
            if (source[_at] != quote)
            {
                text.Append(source[_at]);
                continue;
            }

            _at++;
            if (_at == source.Length || source[_at] != quote)
                return text.ToString();
            text.Append(quote);
        }

        throw Error(start, $"the quote {quote} is not closed");
    }

    private string Found() => _at == source.Length ? "the end" : $"'{source[_at]}'";

    private FilterToken Token(FilterTokenKind kind, int start) => new(kind, source[start.._at], start + 1);

    private static bool IsBare(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '/' or ':';
}
