namespace Platform.Core.Artifacts;

/// <summary>A file by its owner and name.</summary>
public sealed record OwnedPath(string Owner, string Path);
