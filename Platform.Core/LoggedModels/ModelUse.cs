namespace Platform.Core.LoggedModels;

/// <summary>A logged model as a run named it: what it made or what it read.</summary>
/// <param name="ModelId">Its identity.</param>
/// <param name="Step">The step of the run at which it was made; null for one that the run read.</param>
public sealed record ModelUse(string ModelId, long? Step);
