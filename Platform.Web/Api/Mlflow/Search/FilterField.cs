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

    private static readonly FilterOperator[] AllNumbers = [.. Numbers, FilterOperator.IsNull, FilterOperator.IsNotNull];
    private static readonly FilterOperator[] AllTexts = [.. ListedTexts, FilterOperator.IsNull, FilterOperator.IsNotNull];
    private static readonly FilterOperator[] All = [.. Numbers, FilterOperator.Like, FilterOperator.ILike, FilterOperator.In, FilterOperator.NotIn, FilterOperator.IsNull, FilterOperator.IsNotNull];

    public static FilterField Number(string name) => new(name, IsNumber: true, Numbers);

    public static FilterField Text(string name) => new(name, IsNumber: false, Texts);

    /// <summary>A text that can also be looked up in a list.</summary>
    public static FilterField ListedText(string name) => new(name, IsNumber: false, ListedTexts);

    public static FilterField AnyNumber(string name) => new(name, IsNumber: true, AllNumbers);

    public static FilterField AnyText(string name) => new(name, IsNumber: false, AllTexts);

    /// <summary>A text that may be a number.</summary>
    public static FilterField Anything(string name) => new(name, IsNumber: false, All);

    /// <summary>A text that may be absent.</summary>
    public static FilterField OptionalText(string name) => new(name, IsNumber: false, OptionalTexts);
}
