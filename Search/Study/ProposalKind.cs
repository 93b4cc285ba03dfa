namespace Search;

/// <summary>What a proposal is for.</summary>
public enum ProposalKind
{
    /// <summary>A point given by people or by the design that precedes any model: defaults, random and quasi-random starts.</summary>
    Start,

    /// <summary>A point chosen mostly because little is known about its surroundings.</summary>
    Explore,

    /// <summary>A point chosen mostly because the model expects a good value there.</summary>
    Exploit,
}
