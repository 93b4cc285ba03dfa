using Platform.Core.Tracking;

namespace Platform.Core.Import.Archive;

/// <summary>A data set that a run in an archive has read.</summary>
public sealed record ArchiveInput(TrackedDataset Dataset, SortedDictionary<string, string> Tags);
