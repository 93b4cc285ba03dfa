using System.Diagnostics.CodeAnalysis;

namespace Platform.Core;

/// <summary>A command that the rules refuse. The message is written for the user; over HTTP it is a 409.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A word of the domain's language.")]
public class RuleViolation(string message) : Exception(message);
