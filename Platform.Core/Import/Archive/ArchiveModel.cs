namespace Platform.Core.Import.Archive;

/// <summary>A logged model of MLflow 3 in an archive.</summary>
/// <param name="Id">Its identity, kept by whoever imports it.</param>
/// <param name="Experiment">Its experiment's name.</param>
/// <param name="ModelType">Empty where the program did not say.</param>
/// <param name="Status">As MLflow's API names it.</param>
/// <param name="Run">The run that made it, perhaps one that is not in the archive; null for none.</param>
/// <param name="Outputs">Of the archive's runs those that name it among what they made, with the step.</param>
/// <param name="Inputs">Of the archive's runs those that name it among what they read, in their order.</param>
/// <param name="Files">By path.</param>
public sealed record ArchiveModel(
    string Id, string Experiment, string Name, string ModelType, string Status, string? Run, SortedDictionary<string, string> Params, SortedDictionary<string, string> Tags,
    SortedDictionary<string, long> Outputs, IReadOnlyList<string> Inputs, IReadOnlyList<ArchiveFile> Files);
