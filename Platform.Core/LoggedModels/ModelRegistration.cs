namespace Platform.Core.LoggedModels;

/// <summary>A version of a registered model that a logged model became.</summary>
public sealed record ModelRegistration(string Model, int Version);
