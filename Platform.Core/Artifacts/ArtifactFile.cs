namespace Platform.Core.Artifacts;

/// <summary>A file of a run or a logged model.</summary>
/// <param name="Path">Relative, with <c>/</c> between its parts.</param>
/// <param name="Digest">SHA-256 of the content in lower-case hex.</param>
/// <param name="Size">Bytes.</param>
public sealed record ArtifactFile(string Path, string Digest, long Size);
