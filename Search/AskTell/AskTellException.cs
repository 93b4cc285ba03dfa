namespace Search;

/// <summary>A line of the ask-and-tell protocol that cannot be answered; its message is the answer's <c>error</c>.</summary>
internal sealed class AskTellException(string message) : Exception(message);
