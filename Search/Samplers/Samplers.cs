namespace Search;

/// <summary>The samplers that a sweep may choose.</summary>
public static class Samplers
{
    private const string Path = "sampler";

    private static readonly Catalog<ISampler> Catalog = new(Path,
    [
        (new CatalogEntry("auto",
            "Picks and blends the other samplers by the space, the length of the search and its noise, and says why.",
            "Take it unless you know better.",
            [new CatalogOption("second_opinion", 0, 0, 1_000, "Every how many trials another kind of model proposes; 0 lets the rules decide.")]),
            o => new AutoSampler(new AutoOptions(o.Whole("second_opinion")))),
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
        (new CatalogEntry("grid",
            "Tries every combination of a grid once: all choices, and evenly spaced values of numbers.",
            "Take it for a handful of choices, or when every combination has to be seen; the number of trials grows with each parameter.",
            [
                new CatalogOption("points", 5, 1, 1_000, "Values a continuous parameter, and one of more than 16 steps, is cut into."),
                new CatalogOption("shuffle", true, "Walk the grid in an order drawn from the seed; false walks it from its first corner."),
            ]),
            o => new GridSampler(new GridOptions(o.Whole("points"), o.Flag("shuffle")))),
        (new CatalogEntry("tpe",
            "Learns which regions hold the best trials and draws near them (tree-structured Parzen estimator).",
            "Take it from about 20 trials up when proposals must cost next to nothing, or the objective jumps: it handles choices, conditions, failures and lanes.",
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
        (new CatalogEntry("cma",
            "Evolves a normal distribution towards the better trials, generation by generation (CMA-ES).",
            "Take it for many numbers that depend on each other and some hundreds of trials or more.",
            [
                new CatalogOption("population", 0, 0, 10_000, "Trials a generation, 2 or more; 0 takes 4 and three times the logarithm of the number of parameters."),
                new CatalogOption("sigma", 0.3, 0.001, 1.0, "First step size as a share of each range."),
                new CatalogOption("restarts", true, "Start again elsewhere with twice the population when the search has come to rest."),
            ]),
            o => new CmaSampler(new CmaOptions(o.Whole("population"), o.Number("sigma"), o.Flag("restarts")))),
        (new CatalogEntry("forest",
            "Predicts a trial's rank by a random forest and proposes the largest expected improvement (SMAC).",
            "Take it for spaces of many choices and conditions, or where the objective jumps.",
            [
                new CatalogOption("startup_trials", 10, 2, 10_000, "Ended trials before the forest is used; until then an even design."),
                new CatalogOption("trees", 24, 2, 500, "Trees of the forest."),
                new CatalogOption("random_share", 0.1, 0.0, 1.0, "Share of later trials that are drawn at random, so that a misled forest recovers."),
                new CatalogOption("rows", 400, 10, 10_000, "Most trials that a forest is grown on: the best half of them and the newest others."),
            ]),
            o => new ForestSampler(new ForestSamplerOptions(o.Whole("startup_trials"), o.Whole("trees"), o.Number("random_share"), o.Whole("rows")))),
        (new CatalogEntry("evolution",
            "Mutates good ones of the newest trials, one parameter at a time (regularised evolution).",
            "Take it for searches of architectures with hundreds of cheap trials and many choices.",
            [
                new CatalogOption("population", 24, 2, 10_000, "How many of the newest trials may have children, and how many random trials begin."),
                new CatalogOption("sample", 8, 1, 10_000, "How many of them compete to be the parent; more is greedier."),
            ]),
            o => new EvolutionSampler(new EvolutionOptions(o.Whole("population"), o.Whole("sample")))),
        (new CatalogEntry("nsga2",
            "Breeds compromises between several objectives: the best fronts survive, and the lonely on them (NSGA-II).",
            "Take it for two or three objectives, also under constraints, with some hundred trials.",
            [
                new CatalogOption("population", 24, 4, 10_000, "Parents that survive, and random trials that begin."),
                new CatalogOption("crossover", 0.9, 0.0, 1.0, "Chance that a child has two parents."),
                new CatalogOption("crossover_spread", 15.0, 0.0, 1000.0, "Distribution index of the crossover: the larger, the nearer a child is to a parent."),
                new CatalogOption("mutation_spread", 20.0, 0.0, 1000.0, "Distribution index of the mutation: the larger, the smaller the step."),
            ]),
            o => new NsgaSampler(new NsgaOptions(o.Whole("population"), o.Number("crossover"), o.Number("crossover_spread"), o.Number("mutation_spread")))),
        (new CatalogEntry("pbt",
            "Trains a population whose members copy the weights of the best and vary their numbers on the way (population-based training).",
            "Take it to find schedules, such as of the learning rate, during training; a trial is then one segment and starts from another's checkpoint.",
            [
                new CatalogOption("population", 10, 2, 10_000, "Members that train side by side."),
                new CatalogOption("top", 0.2, 0.001, 0.5, "Share of the members at each end: the worst copy the weights of the best."),
                new CatalogOption("resample", 0.25, 0.0, 1.0, "Chance that a number is drawn afresh instead of changed by a fifth."),
                new CatalogOption("whole_numbers", false, "Whether whole numbers change too; leave it off where they shape the network."),
            ]),
            o => new PbtSampler(new PbtOptions(o.Whole("population"), o.Number("top"), o.Number("resample"), o.Flag("whole_numbers")))),
        (new CatalogEntry("bohb",
            "Learns as tpe does, but from the values at the highest rung of epochs that enough trials have reached, with random trials in between.",
            "Take it with the pruner hyperband or asha: it learns from pruned trials as well, long before many have run to the end.",
            [
                new CatalogOption("min_epochs", 1, 1, 1_000_000, "The least epochs that a trial is given; the same as the pruner's."),
                new CatalogOption("reduction_factor", 3, 2, 100, "The factor between rungs; the same as the pruner's."),
                new CatalogOption("random_share", 1.0 / 3, 0, 1, "Share of the trials drawn at random."),
                new CatalogOption("candidates", 64, 1, 10_000, "Points drawn from the good region, of which the most promising is proposed."),
            ]),
            o => new BohbSampler(new BohbOptions(o.Whole("min_epochs"), o.Whole("reduction_factor"), o.Number("random_share"), o.Whole("candidates")))),
    ]);

    /// <summary>Every sampler, in the order in which to show them.</summary>
    public static IReadOnlyList<CatalogEntry> All => Catalog.Entries;

    /// <summary>Makes a sampler; it begins with the space's start points and keeps its constraints (<see cref="SpaceSampler"/>).</summary>
    /// <param name="name">A name of <see cref="All"/>.</param>
    /// <param name="options">Options by name; absent ones take their defaults.</param>
    /// <exception cref="SpaceException">Unknown name, unknown option or value out of range: path <c>sampler</c> or <c>sampler.option</c>.</exception>
    public static ISampler Create(string name, IReadOnlyDictionary<string, object>? options = null) => new SpaceSampler(Catalog.Create(name, options));
}
