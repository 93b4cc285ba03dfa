namespace Platform.Web.Api;

/// <summary>The server cannot do this now; the message says what to do about it. Over HTTP it is a 503.</summary>
/// <param name="message">What is missing or full, and the remedy.</param>
/// <param name="retryAfter">When another try makes sense; null when only the remedy helps.</param>
public sealed class ServiceUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
