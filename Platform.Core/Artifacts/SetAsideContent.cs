namespace Platform.Core.Artifacts;

/// <summary>A content that was taken out of its place in the store while it is decided whether it is needed.</summary>
/// <param name="Digest">Of it.</param>
/// <param name="File">Where it lies meanwhile.</param>
/// <param name="LastWrite">When it was last stored.</param>
public sealed record SetAsideContent(string Digest, string File, DateTimeOffset LastWrite);
