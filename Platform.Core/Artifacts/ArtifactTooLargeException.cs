namespace Platform.Core.Artifacts;

/// <summary>A file has more bytes than are allowed. Nothing of it was kept.</summary>
public sealed class ArtifactTooLargeException(long maxBytes) : Exception($"The file has more than the {maxBytes} bytes that are allowed. Nothing of it was kept.")
{
    public long MaxBytes { get; } = maxBytes;
}
