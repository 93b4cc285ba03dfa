namespace Search;

/// <summary>What a sampler proposes.</summary>
/// <param name="Parameters">A point of the space: exactly the active parameters, each in its domain.</param>
/// <param name="Why">One plain sentence for people.</param>
public sealed record Proposal(ParameterSet Parameters, string Why);
