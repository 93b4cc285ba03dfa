namespace Platform.Core.Import.Archive;

/// <summary>An experiment in an archive.</summary>
public sealed record ArchiveExperiment(string Name, SortedDictionary<string, string> Tags);
