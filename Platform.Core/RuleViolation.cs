namespace Platform.Core;

/// <summary>A command that the rules refuse. The message is written for the user; over HTTP it is a 409.</summary>
public class RuleViolation(string message) : Exception(message);
