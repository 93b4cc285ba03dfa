namespace Search;

/// <summary>One sampler or pruner as a person chooses it.</summary>
/// <param name="Name">The name used in sweep files, REST and the form.</param>
/// <param name="Summary">What it does, one sentence.</param>
/// <param name="Advice">When to take it, one sentence.</param>
/// <param name="Options">Its options with their defaults.</param>
public sealed record CatalogEntry(string Name, string Summary, string Advice, IReadOnlyList<CatalogOption> Options);
