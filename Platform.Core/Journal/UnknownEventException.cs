namespace Platform.Core.Journal;

/// <summary>An event that this version of the platform does not know. It is never skipped: the reader stops.</summary>
public sealed class UnknownEventException(string message) : Exception(message);
