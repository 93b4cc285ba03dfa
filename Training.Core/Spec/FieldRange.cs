namespace Training.Core;

/// <summary>A closed range of numbers.</summary>
public sealed record FieldRange(double Low, double High);
