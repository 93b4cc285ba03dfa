namespace Search;

/// <summary>
/// SMAC: a random forest predicts the rank of a trial, and the point of largest expected improvement over the best, found by local search, is
/// proposed; now and then a random one. Hutter, Hoos, Leyton-Brown, "Sequential model-based optimization for general algorithm configuration",
/// LION 5, 2011. Trees take choices, conditions and jumps as they are. Cost O(n log n) to rank n trials, and O(T d r log r) for a forest of T
/// trees on at most r = 400 of them, whatever n.
/// </summary>
public sealed class ForestSampler(ForestSamplerOptions options) : ISampler
{
    /// <summary>How many of the best trials the local search starts from, and how many of its points may turn out to be tried.</summary>
    private const int Starts = 8, Looked = 64;

    /// <summary>The sampler with its default options.</summary>
    public ForestSampler() : this(new ForestSamplerOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public ForestSamplerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "forest";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        return PopulationHistory.Use(study, history => Suggest(study, trialNumber, history));
    }

    private Proposal Suggest(StudyView study, int trialNumber, PopulationHistory history)
    {
        var ranked = history.Scored(trialNumber);
        if (history.Cube.Dimension == 0)
            return new Proposal(ParameterSet.Empty, "The space has no parameters: nothing to choose.");
        if (ranked.Length < Options.StartupTrials)
            return Start(study, trialNumber, history, FormattableString.Invariant($"A place of an even design, to explore: {ranked.Length} of the {Options.StartupTrials} first trials have ended."));
        var random = TrialRandom.For(study.Seed, trialNumber).Stream("forest");
        if (random.Stream("interleave").Uniform(0) < Options.RandomShare)
            return FreshDraw.Of(study, trialNumber, history, FormattableString.Invariant($"Drawn at random on purpose, as {100 * Options.RandomShare:F0}% of the trials are, so that a misled forest recovers."));

        Array.Sort(ranked, PopulationTrial.Compare);
        PopulationTrial[] unscored = [.. history.Trials.Where(trial => trial.Score is null && trial.Number != trialNumber)];
        var model = new ForestModel(history.Cube, ranked,
            [.. unscored.Where(trial => trial.Observation.State != TrialState.Running)],
            [.. unscored.Where(trial => trial.Observation.State == TrialState.Running)], Options, random.Stream("trees"));
        var found = new ForestSearch(history.Cube, model, random.Stream("search")).Run(ranked.Take(Starts).Select(trial => trial.Point));
        foreach (var (point, score) in found.Take(Looked))
        {
            var parameters = history.Cube.Decode(point);
            if (!history.WasTried(parameters, trialNumber))
                return Explain(study, history, model, point, score, parameters, trialNumber);
        }

        return FreshDraw.Of(study, trialNumber, history, "Drawn at random: every promising point has been tried already.");
    }

    private static Proposal Start(StudyView study, int trialNumber, PopulationHistory history, string why)
    {
        var point = history.Cube.Repair(QuasiRandom.SobolStart(history.Cube.Dimension, study.Seed, trialNumber), TrialRandom.For(study.Seed, trialNumber).Stream("repair"));
        var parameters = history.Cube.Decode(point);
        return history.WasTried(parameters, trialNumber)
            ? FreshDraw.Of(study, trialNumber, history, why)
            : new Proposal(parameters, why) { Rationale = new Rationale(ProposalKind.Start) };
    }

    private Proposal Explain(StudyView study, PopulationHistory history, ForestModel model, double[] point, ForestScore score, ParameterSet parameters, int trialNumber)
    {
        var mean = model.ValueOf(score.Mean);
        var deviation = (model.ValueOf(score.Mean + score.Deviation) - model.ValueOf(score.Mean - score.Deviation)) / 2;
        var nearest = history.Nearest(point, trialNumber);
        var shown = study.Maximised ? -mean : mean;
        var why = FormattableString.Invariant($"Largest expected improvement by a forest of {Options.Trees} trees: it predicts {shown:G4} ± {deviation:G3}{(nearest is { } number ? FormattableString.Invariant($", nearest to trial {number + 1}") : "")}.");
        // A forest is sure where its trees agree: with a deviation of half the spread of all trials it is guessing.
        var kind = score.Deviation > 0.5 ? ProposalKind.Explore : ProposalKind.Exploit;
        return new Proposal(parameters, why) { Rationale = new Rationale(kind, mean, deviation, score.LogImprovement, "log expected improvement", nearest) };
    }
}
