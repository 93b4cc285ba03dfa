namespace Platform.Cli.Api;

/// <summary>A file of the platform as it comes; dispose it.</summary>
/// <param name="Digest">SHA-256 in lower-case hex.</param>
public sealed record FileContent(HttpResponseMessage Response, string Digest, Stream Content) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
