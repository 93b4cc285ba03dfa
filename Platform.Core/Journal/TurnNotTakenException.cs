namespace Platform.Core.Journal;

/// <summary>A turn did not come in time: others have it, or stand before it in the line.</summary>
public sealed class TurnNotTakenException(string message, Exception? inner = null) : TimeoutException(message, inner);
