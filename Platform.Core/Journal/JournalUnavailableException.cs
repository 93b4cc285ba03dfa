namespace Platform.Core.Journal;

/// <summary>The database could not be reached for as long as the journal retries. The append may or may not have been committed; repeat it with the same command id or expected version.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
