using System.Globalization;

namespace Search;

/// <summary>
/// The tree-structured Parzen estimator: one density l over the best trials and one, g, over the rest; of some points drawn from
/// l it proposes the one with the largest l/g, which has the largest expected improvement. Bergstra, Bardenet, Bengio, Kegl,
/// "Algorithms for hyper-parameter optimization", NIPS 2011, section 4, equations 2 and 3; Bergstra, Yamins, Cox, ICML 2013; the settings
/// that matter in Watanabe, arXiv 2304.11127. Densities are joint over parameters that exist together. Running trials count as bad until
/// they end (the constant liar of Ginsbourger, Le Riche, Carraro 2010), so that parallel proposals spread; failed ones stay bad. Trials
/// that break the study's constraints come after all that do not; of several objectives see <see cref="TpeSplit"/>. A prior that people
/// gave the space stands in l and not in g, as in Souza et al., "Bayesian optimization with a prior for the optimum", ECML 2021, section 3.
/// Earlier studies lend good and bad points, weighed by how well they order the study's own trials (<see cref="TpePast"/>).
/// Cost: O(d log n) for a new observation of an <see cref="ObservationLog"/>; O(candidates k d) a proposal, k the kernels, at most
/// <see cref="TpeSplit.MostBad"/> of a long history.
/// </summary>
public sealed class TpeSampler(TpeOptions options) : ISampler
{
    /// <summary>How often the model, and then chance, may come up with a point that was tried already. Only small finite spaces need it.</summary>
    private const int ModelAttempts = 8, RandomAttempts = 100;

    /// <summary>The sampler with its default options.</summary>
    public TpeSampler() : this(new TpeOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public TpeOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "tpe";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.Derive(
            ("tpe", study.Objectives, Options.Multivariate),
            () => new TpeHistory(study.Space, study.Objectives, Options.Multivariate),
            history => Suggest(study, trialNumber, history));
    }

    private Proposal Suggest(StudyView study, int trialNumber, TpeHistory history)
    {
        if (history.Cube.Dimension == 0)
            return new Proposal(ParameterSet.Empty, "The space has no parameters: nothing to choose.");
        var itself = history.Trial(trialNumber);
        var past = study.Past.Count > 0 && study.Objectives == 1 && history.Everything.RankedCount(itself) <= TpePast.MostOwn
            ? new TpePast(study, history.Pasts(study.Past), history.Cube, trialNumber, Options.Gamma) : null;
        var model = new TpeModel(history, itself, study.Objectives, Options, past);
        if (model.RankedCount < Options.StartupTrials && !(past?.Trust >= TpePast.Believed))
            return Random(history.Cube, study.Seed, trialNumber, 0, string.Create(CultureInfo.InvariantCulture,
                $"Drawn at random to explore: {model.RankedCount} of the {Options.StartupTrials} first trials have ended."));

        var random = TrialRandom.For(study.Seed, trialNumber).Stream("tpe");
        for (var attempt = 0; attempt < ModelAttempts; attempt++)
        {
            var (drawn, logRatio) = model.Best(random, attempt * Options.Candidates);
            var point = history.Cube.Repair(drawn, random.Stream("repair"));
            var parameters = history.Cube.Decode(point);
            if (!history.WasTried(parameters, itself))
                return new Proposal(parameters, Explain(model, logRatio, past?.Trust ?? 0)) { Rationale = new Rationale(ProposalKind.Exploit, Acquisition: logRatio, AcquisitionName: "log l/g", NearestTrial: model.Nearest(point)) };
        }

        for (var attempt = 1; attempt <= RandomAttempts; attempt++)
        {
            var proposal = Random(history.Cube, study.Seed, trialNumber, attempt, "Drawn at random: every promising point has been tried already.");
            if (!history.WasTried(proposal.Parameters, itself))
                return proposal;
        }

        return Random(history.Cube, study.Seed, trialNumber, 0, "Drawn at random: no untried point was found, so this one may repeat an earlier trial.");
    }

    private static Proposal Random(UnitCube cube, long seed, int trialNumber, int attempt, string why) =>
        new(cube.Decode(RandomSampler.Draw(cube, seed, trialNumber, attempt)), why) { Rationale = new Rationale(attempt == 0 ? ProposalKind.Start : ProposalKind.Explore) };

    private string Explain(TpeModel model, double logRatio, double trust)
    {
        // P(good | x) = gamma l / (gamma l + (1 - gamma) g): the denominator of Bergstra et al. 2011, equation 3, read as a posterior.
        var share = model.GoodShare;
        var odds = share / (1 - share) * PortableMath.Exp(Math.Clamp(logRatio, -50, 50));
        return string.Create(CultureInfo.InvariantCulture, $"Most promising of {Options.Candidates} points drawn near the best {model.GoodCount} of {model.RankedCount} trials: about {100 * odds / (1 + odds):F0}% likely to join the best {100 * share:F0}%.{(trust > 0 ? string.Create(CultureInfo.InvariantCulture, $" Earlier studies are believed to {100 * trust:F0}%.") : "")}");
    }
}
