namespace Training.Core;

/// <summary>A named input of a model of tables.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind"><c>number</c>, <c>category</c> or <c>date</c>.</param>
/// <param name="Levels">The values of a category that the model knows; it takes others as unknown.</param>
public sealed record SignatureColumn(string Name, string Kind, IReadOnlyList<string> Levels);
