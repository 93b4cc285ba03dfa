namespace Platform.Core.Import;

/// <summary>A registered model in a source.</summary>
public sealed record SourceModel(string Name, string Description)
{
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Versions by alias.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>By number.</summary>
    public IReadOnlyList<SourceModelVersion> Versions { get; init; } = [];
}
