namespace Training.Core;

/// <summary>One thing wrong with a training configuration: the field's name and a sentence with the offending value, the rule and the remedy.</summary>
public sealed record SpecError(string Field, string Message);
