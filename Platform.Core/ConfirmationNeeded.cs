namespace Platform.Core;

/// <summary>A command that is allowed, but only once the user has confirmed it knowingly. Over HTTP it is a 409 of its own type.</summary>
public sealed class ConfirmationNeeded(string message) : RuleViolation(message);
