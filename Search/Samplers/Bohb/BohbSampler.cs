namespace Search;

/// <summary>
/// BOHB's model: the estimator of <see cref="TpeSampler"/> over the values at the highest rung of epochs that enough trials have
/// reached, and a share of random proposals. Falkner, Klein, Hutter, "BOHB: robust and efficient hyperparameter optimization at
/// scale", ICML 2018, algorithm 2 with N_min = d + 1. Meant for the pruner <c>hyperband</c> or <c>asha</c>; without one it is TPE with
/// random proposals in between. Cost that of TPE and O(n e) for n trials of e epochs.
/// </summary>
public sealed class BohbSampler(BohbOptions options) : ISampler
{
    /// <summary>The sampler with its default options.</summary>
    public BohbSampler() : this(new BohbOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public BohbOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "bohb";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (study.Space.Parameters.Count == 0)
            return Random(study, trialNumber, "The space has no parameters: nothing to choose.");
        if (TrialRandom.For(study.Seed, trialNumber).Stream("bohb").Uniform(0) < Options.RandomShare)
            return Random(study, trialNumber, FormattableString.Invariant($"Drawn at random, as {100 * Options.RandomShare:F0}% of the trials are: low budgets may mislead."));

        var trials = CurveTable.Others(study, trialNumber, others => others.ToArray());
        // Two observations more than N_min = d + 1, so that neither density is empty (section 3.2).
        var enough = study.Space.Parameters.Count + 3;
        foreach (var rung in Rungs.Down(Options.MinEpochs, Options.ReductionFactor, study.MaxEpochs).Append(study.MaxEpochs).Reverse())
        {
            var reached = trials.Count(trial => BudgetView.ValueAt(trial, rung, study.MaxEpochs) is not null);
            if (reached < enough)
                continue;
            var model = new TpeSampler(new TpeOptions(StartupTrials: enough, Candidates: Options.Candidates));
            var proposal = model.Suggest(BudgetView.Of(study, trials, rung), trialNumber);
            return proposal with { Why = FormattableString.Invariant($"By the {reached} trials that reached epoch {rung}: {proposal.Why}") };
        }

        return Random(study, trialNumber, FormattableString.Invariant($"Drawn at random to explore: no rung of epochs has been reached by {enough} trials yet."));
    }

    private static Proposal Random(StudyView study, int trialNumber, string why) => new RandomSampler().Suggest(study, trialNumber) with { Why = why };
}
