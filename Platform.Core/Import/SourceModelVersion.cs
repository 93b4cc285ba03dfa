namespace Platform.Core.Import;

/// <summary>A version of a registered model in a source.</summary>
/// <param name="Number">1 first; numbers may be missing.</param>
/// <param name="Source">Where its files lie, as the source says it.</param>
/// <param name="RunId">The run that made it; null for none.</param>
/// <param name="Stage">MLflow's stage.</param>
public sealed record SourceModelVersion(int Number, string Source, string? RunId, string Description, string Stage)
{
    /// <summary>Where its files lay when it was registered, whatever <see cref="Source"/> names; null where the source does not say.</summary>
    public string? StorageLocation { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
