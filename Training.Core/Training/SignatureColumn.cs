using System.Text.Json.Serialization;

namespace Training.Core;

/// <summary>A named input of a model of tables.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind"><c>number</c>, <c>category</c> or <c>date</c>.</param>
/// <param name="Levels">The values of a category that the model knows; it takes others as unknown.</param>
/// <param name="Usual">What is usual: a number's fill value, the median unless asked otherwise, as a number of six digits, or as a text for dates; a category's most frequent value. Null where none is known.</param>
public sealed record SignatureColumn(
    string Name, string Kind, IReadOnlyList<string> Levels, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Usual = null);
