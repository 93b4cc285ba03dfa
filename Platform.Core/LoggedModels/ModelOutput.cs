namespace Platform.Core.LoggedModels;

/// <summary>A logged model as what a run made.</summary>
/// <param name="ModelId">Its identity.</param>
/// <param name="Step">The step of the run at which it was made.</param>
public sealed record ModelOutput(string ModelId, long Step);
