namespace Platform.Core;

/// <summary>One thing wrong with an input: the field's path and a message that names the rule and the remedy.</summary>
public sealed record FieldError(string Field, string Message);
