namespace Platform.Core.Views;

/// <summary>Something with a name that people look for.</summary>
/// <param name="Kind">sweep, trial, experiment, run or model.</param>
/// <param name="Id">Its identity; a model's is its name.</param>
/// <param name="Name">As people call it; a trial's is its sweep's name with its number.</param>
/// <param name="State">Where it stands, such as running; empty for experiments and models.</param>
public sealed record NamedThing(string Kind, string Id, string Name, string State);
