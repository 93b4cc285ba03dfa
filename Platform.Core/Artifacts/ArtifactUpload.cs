namespace Platform.Core.Artifacts;

/// <summary>An upload in parts.</summary>
/// <param name="Target">What will be stored, as whoever began it says.</param>
/// <param name="Parts">How many it has.</param>
public sealed record ArtifactUpload(string Target, int Parts);
