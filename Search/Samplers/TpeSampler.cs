using System.Globalization;

namespace Search;

/// <summary>
/// The tree-structured Parzen estimator: one density l over the best trials and one, g, over the rest; of some points drawn from
/// l it proposes the one with the largest l/g, which has the largest expected improvement. Bergstra, Bardenet, Bengio, Kegl,
/// "Algorithms for hyper-parameter optimization", NIPS 2011, section 4, equations 2 and 3; Bergstra, Yamins, Cox, ICML 2013.
/// Densities are joint over parameters that exist together. Running trials count as bad until they end (the constant liar of
/// Ginsbourger, Le Riche, Carraro 2010), so that parallel proposals spread; failed ones stay bad. Cost O(n d) for each candidate.
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
        var cube = new UnitCube(study.Space);
        var history = StudyHistory.Of(study, trialNumber);
        if (cube.Dimension == 0)
            return new Proposal(ParameterSet.Empty, "The space has no parameters: nothing to choose.");
        if (history.Ranked.Count < Options.StartupTrials)
            return Random(cube, study.Seed, trialNumber, 0, string.Create(CultureInfo.InvariantCulture,
                $"Drawn at random to explore: {history.Ranked.Count} of the {Options.StartupTrials} first trials have ended."));

        var tried = history.Ranked.Concat(history.Hopeless).Concat(history.Pending).Select(observation => observation.Parameters).ToHashSet();
        var model = new TpeModel(cube, history);
        for (var attempt = 0; attempt < ModelAttempts; attempt++)
        {
            var (point, logRatio) = model.Best(TrialRandom.For(study.Seed, trialNumber).Stream("tpe"), attempt * Options.Candidates, Options.Candidates);
            var parameters = cube.Decode(point);
            if (!tried.Contains(parameters))
                return new Proposal(parameters, Explain(model, logRatio));
        }

        for (var attempt = 1; attempt <= RandomAttempts; attempt++)
        {
            var proposal = Random(cube, study.Seed, trialNumber, attempt, "Drawn at random: every promising point has been tried already.");
            if (!tried.Contains(proposal.Parameters))
                return proposal;
        }

        return Random(cube, study.Seed, trialNumber, 0, "Drawn at random: no untried point was found, so this one may repeat an earlier trial.");
    }

    private static Proposal Random(UnitCube cube, long seed, int trialNumber, int attempt, string why) =>
        new(cube.Decode(RandomSampler.Draw(cube, seed, trialNumber, attempt)), why);

    private string Explain(TpeModel model, double logRatio)
    {
        // P(good | x) = gamma l / (gamma l + (1 - gamma) g): the denominator of Bergstra et al. 2011, equation 3, read as a posterior.
        var share = model.GoodShare;
        var odds = share / (1 - share) * PortableMath.Exp(Math.Clamp(logRatio, -50, 50));
        return string.Create(CultureInfo.InvariantCulture, $"Most promising of {Options.Candidates} points drawn near the best {model.GoodCount} of {model.RankedCount} trials: about {100 * odds / (1 + odds):F0}% likely to join the best {100 * share:F0}%.");
    }
}
