namespace Search;

/// <summary>The pruners that a sweep may choose.</summary>
public static class Pruners
{
    private const string Path = "pruner";

    private static readonly Catalog<IPruner> Catalog = new(Path,
    [
        (new CatalogEntry("none",
            "Lets every trial run to its end.",
            "Take it when trials are short, or when every full curve is wanted for comparison.",
            []),
            _ => new NoPruner()),
        (new CatalogEntry("median",
            "Stops a trial whose best value so far is worse than the median of the completed trials at the same epoch.",
            "Take it as the default for trials of several epochs; raise warmup_epochs when good trials start slowly.",
            [
                new CatalogOption("startup_trials", 5, 1, 10_000, "Completed trials before any trial is pruned."),
                new CatalogOption("warmup_epochs", 1, 0, 1_000_000, "Epochs that every trial may run unjudged."),
            ]),
            o => new MedianPruner(new MedianPrunerOptions(o.Whole("startup_trials"), o.Whole("warmup_epochs")))),
    ]);

    /// <summary>Every pruner, in the order in which to show them.</summary>
    public static IReadOnlyList<CatalogEntry> All => Catalog.Entries;

    /// <summary>Makes a pruner.</summary>
    /// <param name="name">A name of <see cref="All"/>.</param>
    /// <param name="options">Options by name; absent ones take their defaults.</param>
    /// <exception cref="SpaceException">Unknown name, unknown option or value out of range: path <c>pruner</c> or <c>pruner.option</c>.</exception>
    public static IPruner Create(string name, IReadOnlyDictionary<string, object>? options = null) => Catalog.Create(name, options);
}
