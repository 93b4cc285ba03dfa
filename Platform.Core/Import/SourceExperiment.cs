namespace Platform.Core.Import;

/// <summary>An experiment in a source; its name is its identity here.</summary>
public sealed record SourceExperiment(string Name)
{
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
