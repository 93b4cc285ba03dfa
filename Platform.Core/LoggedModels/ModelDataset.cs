namespace Platform.Core.LoggedModels;

/// <summary>A data set that metrics of models are asked for.</summary>
/// <param name="Digest">Null for every data set of the name.</param>
public sealed record ModelDataset(string Name, string? Digest);
