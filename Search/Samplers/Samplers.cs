namespace Search;

/// <summary>The samplers that a sweep may choose.</summary>
public static class Samplers
{
    private const string Path = "sampler";

    private static readonly Catalog<ISampler> Catalog = new(Path,
    [
        (new CatalogEntry("random",
            "Draws every trial independently and uniformly in each parameter's scale.",
            "Take it as the baseline, for very parallel sweeps, or when the order of trials must not matter.",
            []),
            _ => new RandomSampler()),
    ]);

    /// <summary>Every sampler, in the order in which to show them.</summary>
    public static IReadOnlyList<CatalogEntry> All => Catalog.Entries;

    /// <summary>Makes a sampler.</summary>
    /// <param name="name">A name of <see cref="All"/>.</param>
    /// <param name="options">Options by name; absent ones take their defaults.</param>
    /// <exception cref="SpaceException">Unknown name, unknown option or value out of range: path <c>sampler</c> or <c>sampler.option</c>.</exception>
    public static ISampler Create(string name, IReadOnlyDictionary<string, object>? options = null) => Catalog.Create(name, options);
}
