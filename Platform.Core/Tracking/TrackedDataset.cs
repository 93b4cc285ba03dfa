namespace Platform.Core.Tracking;

/// <summary>A data set that a run has read. Two with the same name and digest are the same. A part of an event, as <see cref="RunInput"/>: its shape is for ever.</summary>
/// <param name="Name">Not empty.</param>
/// <param name="Digest">Of the content, as the program computes it.</param>
/// <param name="SourceType">Kind of the source, such as <c>local</c> or <c>http</c>.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Schema">Columns and types in the program's own form; null if unknown.</param>
/// <param name="Profile">Statistics in the program's own form; null if unknown.</param>
public sealed record TrackedDataset(string Name, string Digest, string SourceType, string Source, string? Schema = null, string? Profile = null);
