namespace Platform.Core.LoggedModels;

/// <summary>A file of a logged model; its content lies in the artefact store under its digest.</summary>
/// <param name="Digest">SHA-256 of the content in lower-case hex.</param>
/// <param name="Size">Bytes.</param>
public sealed record ModelFile(string Digest, long Size);
