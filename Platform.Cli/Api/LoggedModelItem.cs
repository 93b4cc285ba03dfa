namespace Platform.Cli.Api;

/// <summary>A logged model as the platform's MLflow API shows it.</summary>
/// <param name="ModelType">Empty where the program did not say.</param>
/// <param name="RunId">The run that made it; null for none.</param>
/// <param name="Status">By MLflow's name.</param>
/// <param name="Deleted">It takes nothing more.</param>
/// <param name="ArtifactUri">Where its files lie.</param>
internal sealed record LoggedModelItem(
    string Id, string ExperimentId, string Name, string ModelType, string? RunId, string Status, bool Deleted, string ArtifactUri,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The path below which the platform keeps its files; null when they are elsewhere.</summary>
    public string? FileRoot => RunItem.Root(ArtifactUri);
}
