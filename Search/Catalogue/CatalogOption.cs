namespace Search;

/// <summary>A whole-number option of a sampler or pruner.</summary>
/// <param name="Name">The key in the options.</param>
/// <param name="Default">Its value when not given.</param>
/// <param name="Low">Smallest value allowed.</param>
/// <param name="High">Largest value allowed.</param>
/// <param name="Help">What it does, one sentence.</param>
public sealed record CatalogOption(string Name, long Default, long Low, long High, string Help);
