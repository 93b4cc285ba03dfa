namespace Platform.Core.Import;

/// <summary>A source cannot be read at all; the message says what was wrong, where, and what to give instead.</summary>
public sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
