namespace Platform.Core.Artifacts;

/// <summary>What a store keeps.</summary>
/// <param name="Digest">SHA-256 of the content in lower-case hex.</param>
/// <param name="Size">Bytes.</param>
public sealed record StoredArtifact(string Digest, long Size);
