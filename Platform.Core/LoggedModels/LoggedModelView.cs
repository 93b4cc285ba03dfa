namespace Platform.Core.LoggedModels;

/// <summary>A logged model as questions see it, without its files.</summary>
public sealed record LoggedModelView(
    string Id, string ExperimentId, string Name, string ModelType, string? RunId, string ArtifactUri, LoggedModelStatus Status, bool Deleted,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<ModelRegistration> Registrations,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
