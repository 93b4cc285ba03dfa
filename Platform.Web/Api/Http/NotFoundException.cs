namespace Platform.Web.Api;

/// <summary>What was asked for does not exist. Over HTTP it is a 404.</summary>
/// <param name="stream">The stream that it would have; if that was erased, it is a 410 that says so.</param>
public sealed class NotFoundException(string message, string? stream = null) : Exception(message)
{
    public string? Stream { get; } = stream;
}
