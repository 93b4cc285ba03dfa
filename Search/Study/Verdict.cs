namespace Search;

/// <summary>What a pruner decides about a running trial.</summary>
/// <param name="Prune">True to stop the trial now.</param>
/// <param name="Why">One plain sentence for people, with the numbers compared.</param>
public sealed record Verdict(bool Prune, string Why);
