namespace Platform.Core.Import;

/// <summary>A file of a run in a source.</summary>
/// <param name="Path">In the run, with forward slashes; see <see cref="Artifacts.ArtifactPath"/>.</param>
/// <param name="Size">Bytes. A file of 0 bytes is never opened.</param>
/// <param name="Open">Opens the content for reading.</param>
public sealed record SourceFile(string Path, long Size, Func<Stream> Open)
{
    /// <summary>SHA-256 in lower-case hex where the source states it; null elsewhere.</summary>
    public string? Digest { get; init; }
}
