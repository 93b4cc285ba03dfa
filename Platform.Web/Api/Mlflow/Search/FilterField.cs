namespace Platform.Web.Api.Mlflow;

/// <summary>What a key can be compared with, and how.</summary>
/// <param name="Name">The key, an attribute's canonical name.</param>
/// <param name="IsNumber">Numbers are compared, otherwise texts.</param>
/// <param name="Operators">The comparisons that it takes.</param>
internal sealed record FilterField(string Name, bool IsNumber, IReadOnlyList<FilterOperator> Operators)
{
    private static readonly FilterOperator[] Numbers =
        [FilterOperator.Greater, FilterOperator.GreaterOrEqual, FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.Less, FilterOperator.LessOrEqual];

    private static readonly FilterOperator[] Texts = [FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.Like, FilterOperator.ILike];
    private static readonly FilterOperator[] ListedTexts = [.. Texts, FilterOperator.In, FilterOperator.NotIn];
    private static readonly FilterOperator[] OptionalTexts = [.. Texts, FilterOperator.IsNull, FilterOperator.IsNotNull];

    public static FilterField Number(string name) => new(name, IsNumber: true, Numbers);

    public static FilterField Text(string name) => new(name, IsNumber: false, Texts);

    /// <summary>A text that can also be looked up in a list.</summary>
    public static FilterField ListedText(string name) => new(name, IsNumber: false, ListedTexts);

    /// <summary>A text that may be absent.</summary>
    public static FilterField OptionalText(string name) => new(name, IsNumber: false, OptionalTexts);
}
