namespace Platform.Core;

/// <summary>A report of an attempt that a newer attempt has replaced: its runner must stop.</summary>
public sealed class AttemptSuperseded(string message) : RuleViolation(message);
