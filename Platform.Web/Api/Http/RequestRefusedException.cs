namespace Platform.Web.Api;

/// <summary>A request that cannot even be read: wrong media type (415) or too large (413).</summary>
public sealed class RequestRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
