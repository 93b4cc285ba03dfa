namespace Platform.Web.Api.Mlflow;

internal enum FilterTokenKind
{
    /// <summary>A name, perhaps with an entity before its first dot; also a keyword.</summary>
    Name,

    /// <summary>A text in single quotes.</summary>
    Text,

    /// <summary>A text in double quotes: a value, or a name.</summary>
    Quoted,
    Number,

    /// <summary>A piece that is nothing else, where words may stand.</summary>
    Word,
    Operator,
    Open,
    Close,
    Comma,
    End,
}

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The piece as it was written.</param>
/// <param name="Position">Where it begins, 1 first.</param>
/// <param name="Entity">Of a name: what stands before the first dot outside of quotes; null without a dot.</param>
/// <param name="Value">Of a name: the key; of a text: the text without its quotes.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position, string? Entity = null, string Value = "")
{
    private static readonly string[] Keywords = ["AND", "OR", "NOT", "LIKE", "ILIKE", "IN", "IS", "NULL"];

    /// <summary>Whether it is one of the language's keywords.</summary>
    public bool IsKeyword => Kind == FilterTokenKind.Name && Keywords.Contains(Text, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is this keyword, in any case.</summary>
    public bool Is(string keyword) => Kind == FilterTokenKind.Name && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);
}
