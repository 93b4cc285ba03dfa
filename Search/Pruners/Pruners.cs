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
        (new CatalogEntry("percentile",
            "Stops a trial whose best value so far is worse than a given percentile of the completed trials at the same epoch.",
            "Take it instead of median to prune more boldly (25) or more carefully (75).",
            [
                new CatalogOption("percentile", 25.0, 0, 100, "The share of the best completed trials, in percent, that a trial must keep up with."),
                new CatalogOption("startup_trials", 5, 1, 10_000, "Completed trials before any trial is pruned."),
                new CatalogOption("warmup_epochs", 1, 0, 1_000_000, "Epochs that every trial may run unjudged."),
            ]),
            o => new PercentilePruner(new PercentilePrunerOptions(o.Number("percentile"), o.Whole("startup_trials"), o.Whole("warmup_epochs")))),
        (new CatalogEntry("threshold",
            "Stops a trial whose metric leaves fixed bounds or is not a number.",
            "Take it when you know what a hopeless value looks like, such as the loss of guessing.",
            [
                new CatalogOption("lower", -1e30, -1e30, 1e30, "A trial stops when its metric falls below; -1e30 for no bound."),
                new CatalogOption("upper", 1e30, -1e30, 1e30, "A trial stops when its metric rises above; 1e30 for no bound."),
                new CatalogOption("prune_not_finite", true, "Whether a trial stops when its metric is infinite or not a number."),
                new CatalogOption("warmup_epochs", 0, 0, 1_000_000, "Epochs that every trial may run unjudged."),
            ]),
            o => new ThresholdPruner(new ThresholdPrunerOptions(o.Number("lower"), o.Number("upper"), o.Flag("prune_not_finite"), o.Whole("warmup_epochs")))),
        (new CatalogEntry("patient",
            "Stops a trial that has not improved for some epochs, or lets another pruner decide then.",
            "Take it when curves are noisy or flatten early; with an inner pruner it makes that one more careful.",
            [
                new CatalogOption("patience", 5, 1, 1_000_000, "Epochs without improvement that are borne."),
                new CatalogOption("delta", 0.0, 0, 1e30, "By how much the best value must improve to count."),
                new CatalogOption("inner", "none", InnerNames, "The pruner that decides once patience has run out, with its default options; none stops the trial."),
            ]),
            o => new PatientPruner(new PatientPrunerOptions(o.Whole("patience"), o.Number("delta"), o.Text("inner")), Inner(o.Text("inner")))),
        (new CatalogEntry("successive_halving",
            "Halves groups of consecutive trials at rungs of epochs, keeping all that waiting for the whole group would keep.",
            "Take it when a fair comparison within groups matters more than speed; asha saves more epochs.",
            [
                new CatalogOption("min_epochs", 1, 1, 1_000_000, "Epoch of the lowest rung."),
                new CatalogOption("reduction_factor", 3, 2, 100, "One trial in so many goes on at a rung."),
                new CatalogOption("cohort", 0, 0, 1000, "Trials halved together; 0 takes as many as leave one at the end."),
            ]),
            o => new SuccessiveHalvingPruner(new SuccessiveHalvingPrunerOptions(o.Whole("min_epochs"), o.Whole("reduction_factor"), o.Whole("cohort")))),
        (new CatalogEntry("asha",
            "Lets a trial go on at a rung of epochs only among the best of all trials that reached it, without waiting (asynchronous halving).",
            "Take it for many trials or many lanes when early epochs say much: it saves the most.",
            [
                new CatalogOption("min_epochs", 1, 1, 1_000_000, "Epoch of the lowest rung."),
                new CatalogOption("reduction_factor", 3, 2, 100, "One trial in so many goes on at a rung."),
                new CatalogOption("skipped_rungs", 0, 0, 30, "Lowest rungs left out: raise it when early values mislead."),
            ]),
            o => new AshaPruner(new AshaPrunerOptions(o.Whole("min_epochs"), o.Whole("reduction_factor"), o.Whole("skipped_rungs")))),
        (new CatalogEntry("hyperband",
            "Spreads the trials over several halvings, from bold to none, so that no single guess about early epochs is relied on.",
            "Take it when you do not know how much early epochs say; with the sampler bohb it also learns where to look.",
            [
                new CatalogOption("min_epochs", 1, 1, 1_000_000, "The least epochs that a trial is given."),
                new CatalogOption("reduction_factor", 3, 2, 100, "One trial in so many goes on at a rung."),
            ]),
            o => new HyperbandPruner(new HyperbandPrunerOptions(o.Whole("min_epochs"), o.Whole("reduction_factor")))),
        (new CatalogEntry("curve",
            "Continues each learning curve and stops a trial that has little chance of still becoming the best.",
            "Take it when curves are smooth and the best trial matters more than the ranking of the others; it tells the chance.",
            [
                new CatalogOption("win_probability", 0.01, 0, 1, "A trial stops when its chance to become the best falls below; asked after every epoch."),
                new CatalogOption("startup_trials", 6, 3, 10_000, "Completed trials before any trial is pruned."),
                new CatalogOption("warmup_epochs", 2, 1, 1_000_000, "Epochs that every trial may run unjudged."),
            ]),
            o => new CurvePruner(new CurvePrunerOptions(o.Number("win_probability"), o.Whole("startup_trials"), o.Whole("warmup_epochs")))),
    ]);

    /// <summary>What may decide inside <c>patient</c>.</summary>
    private static IReadOnlyList<string> InnerNames => ["none", "median", "percentile", "successive_halving", "asha", "hyperband", "curve"];

    /// <summary>Every pruner, in the order in which to show them.</summary>
    public static IReadOnlyList<CatalogEntry> All => Catalog.Entries;

    /// <summary>Makes a pruner.</summary>
    /// <param name="name">A name of <see cref="All"/>.</param>
    /// <param name="options">Options by name; absent ones take their defaults.</param>
    /// <exception cref="SpaceException">Unknown name, unknown option or value out of range: path <c>pruner</c> or <c>pruner.option</c>.</exception>
    public static IPruner Create(string name, IReadOnlyDictionary<string, object>? options = null) => Catalog.Create(name, options);

    private static IPruner? Inner(string name) => string.Equals(name, "none", StringComparison.Ordinal) ? null : Create(name);
}
