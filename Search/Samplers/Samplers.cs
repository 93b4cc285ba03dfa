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
        (new CatalogEntry("sobol",
            "Spreads the trials evenly: a scrambled Sobol sequence over all parameters.",
            "Take it in place of random search: it covers the space better with the same number of trials, best with a power of two.",
            []),
            _ => new SobolSampler()),
        (new CatalogEntry("halton",
            "Spreads the trials evenly: a scrambled Halton sequence over all parameters.",
            "Take it in place of Sobol when few parameters matter and the number of trials is no power of two.",
            []),
            _ => new HaltonSampler()),
        (new CatalogEntry("tpe",
            "Learns which regions hold the best trials and draws near them (tree-structured Parzen estimator).",
            "Take it as the default from about 20 trials up: it handles choices, conditions, failures and parallel lanes.",
            [
                new CatalogOption("startup_trials", 10, 1, 10_000, "Ended trials before the model is used; until then trials are random."),
                new CatalogOption("candidates", 64, 1, 10_000, "Points drawn from the good region, of which the most promising is proposed."),
                new CatalogOption("gamma", 0.25, 0.01, 0.5, "Share of the ended trials that count as good (at most 25 trials)."),
                new CatalogOption("multivariate", true, "Learn parameters that exist together jointly; false learns each alone."),
                new CatalogOption("constant_liar", true, "Count running trials as bad until they end, so that parallel proposals spread."),
            ]),
            o => new TpeSampler(new TpeOptions(
                o.Whole("startup_trials"), o.Whole("candidates"), o.Number("gamma"), o.Flag("multivariate"), o.Flag("constant_liar")))),
        (new CatalogEntry("gp",
            "Models the values by a Gaussian process and proposes where the expected improvement is largest.",
            "Take it when a trial is expensive and there are up to a few hundred of them: it needs the fewest, on real numbers above all.",
            [
                new CatalogOption("startup_trials", 0, 0, 10_000, "Ended trials before the model is used; 0 takes the number of parameters and 3, at most 10."),
                new CatalogOption("warp", true, "Whether bad outliers may be drawn in before values are modelled, as the data ask for."),
            ]),
            o => new GpSampler(new GpOptions(o.Whole("startup_trials"), o.Flag("warp")))),
    ]);

    /// <summary>Every sampler, in the order in which to show them.</summary>
    public static IReadOnlyList<CatalogEntry> All => Catalog.Entries;

    /// <summary>Makes a sampler; it begins with the space's start points and keeps its constraints (<see cref="SpaceSampler"/>).</summary>
    /// <param name="name">A name of <see cref="All"/>.</param>
    /// <param name="options">Options by name; absent ones take their defaults.</param>
    /// <exception cref="SpaceException">Unknown name, unknown option or value out of range: path <c>sampler</c> or <c>sampler.option</c>.</exception>
    public static ISampler Create(string name, IReadOnlyDictionary<string, object>? options = null) => new SpaceSampler(Catalog.Create(name, options));
}
