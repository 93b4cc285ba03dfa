namespace Search;

/// <summary>What a sampler proposes.</summary>
/// <param name="Parameters">A point of the space: exactly the active parameters, each in its domain.</param>
/// <param name="Why">One plain sentence for people; it counts trials from 1.</param>
public sealed record Proposal(ParameterSet Parameters, string Why)
{
    /// <summary>The numbers behind <see cref="Why"/>; null when there are none.</summary>
    public Rationale? Rationale { get; init; }

    /// <summary>
    /// What the sampler wants to find again in <see cref="Observation.Carried"/>, such as fitted kernel parameters: text of its own, at
    /// most 4,000 characters. Stored with the decision, so that the next one is still a function of the history.
    /// </summary>
    public string? Carried { get; init; }

    /// <summary>The trial whose weights this one starts from (population-based training); null to start afresh.</summary>
    public Inheritance? Inherit { get; init; }
}
