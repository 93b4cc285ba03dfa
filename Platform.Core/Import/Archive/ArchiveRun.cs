namespace Platform.Core.Import.Archive;

/// <summary>A run in an archive.</summary>
/// <param name="Id">Its identity, kept by whoever imports it.</param>
/// <param name="Experiment">Its experiment's name.</param>
/// <param name="Status">As MLflow's API names it.</param>
/// <param name="StartTime">Unix milliseconds.</param>
/// <param name="EndTime">Unix milliseconds; null for none.</param>
/// <param name="Points">In the entry <c>points/ID.jsonl</c>; a line a point, by key, time and step.</param>
/// <param name="Files">By path.</param>
/// <param name="Measured">Those of the points that were measured of logged models, in the entry <c>measured/ID.jsonl</c>; null for none.</param>
public sealed record ArchiveRun(
    string Id, string Experiment, string Name, string User, string Status, long StartTime, long? EndTime, SortedDictionary<string, string> Params, SortedDictionary<string, string> Tags,
    IReadOnlyList<ArchiveInput> Inputs, ArchivePoints Points, IReadOnlyList<ArchiveFile> Files, ArchivePoints? Measured = null);
