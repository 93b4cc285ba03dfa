using System.Globalization;

namespace Search;

/// <summary>
/// Bayesian optimisation with Gaussian processes: models the values by a Matern 5/2 process whose length scales, noise and output warp
/// are inferred, and proposes the point of largest log expected improvement. Jones, Schonlau, Welch, J. Global Optim. 13, 1998;
/// Snoek, Larochelle, Adams, NIPS 2012; Ament et al., NeurIPS 2023. Constraints have processes of their own; two objectives the expected
/// hypervolume improvement (<see cref="HypervolumeAcquisition"/>), more random scalarisations (<see cref="Scalarisation"/>). Trials under way count as fantasies and, without constraints and but for two objectives, lower the value to improve on where they are expected to be the best; failed ones count as bad.
/// Earlier studies predict along, weighed by how well they order the study's own trials (<see cref="PastEnsemble"/>); hunches about the best
/// point are followed less with every trial (<see cref="HunchAcquisition"/>).
/// Cost O(n^3) when the parameters are inferred anew, which is for every trial at first and for one in n / 20 later, else O(n^2);
/// n is the number of ended trials, of which at most 450 are used: the best and the newest.
/// </summary>
public sealed class GpSampler(GpOptions options) : ISampler
{
    private const int Climbs = 6, Scattered = 400, Near = 600, Good = 6;

    /// <summary>From this many parameters on, proposals look in the trust region, but for every fourth, which looks everywhere.</summary>
    private const int LocalDimension = 8, WholeEvery = 4;

    /// <summary>Weight of the pasts from which they take the place of the first, even design.</summary>
    private const double Believed = 0.5;

    /// <summary>How often chance may come up with a point that was tried already.</summary>
    private const int RandomAttempts = 100;

    /// <summary>The sampler with its default options.</summary>
    public GpSampler() : this(new GpOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public GpOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "gp";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (study.Space.Parameters.Count == 0)
            return new Proposal(ParameterSet.Empty, "The space has no parameters: nothing to choose.");
        return study.Derive(Options, () => new GpHistory(new UnitCube(study.Space)), history => Suggest(study, trialNumber, history));
    }

    private Proposal Suggest(StudyView study, int trialNumber, GpHistory history)
    {
        var axes = history.Axes;
        var trials = history.Trials.Where(trial => trial.Observation.Number != trialNumber).ToArray();
        var ended = trials.Where(trial => trial.HasEnded).ToArray();
        var scored = ended.Count(trial => trial.Value(0) is not null);
        var startup = Options.StartupTrials > 0 ? Options.StartupTrials : Math.Min(10, axes.Dimension + 3);
        // A past that is believed takes the place of the even design.
        if (scored < (study.Past.Count > 0 && study.Objectives == 1 ? Math.Min(startup, PastPoints.Trusted) : startup))
            return Design();
        var random = TrialRandom.For(study.Seed, trialNumber).Stream("gp");
        var models = new GpModels(history, study, Options, ended, [.. trials.Where(trial => !trial.HasEnded)], trials, random);
        if (scored < startup && models.PastShare < Believed)
            return Design();
        var lengths = models.Carried.Hypers[0].LogLengths;
        var good = models.Best(Good).Select((trial, i) => Latent(trial.Point, random.Stream("fill"), i * axes.Dimension)).ToArray();
        // While every trial breaks a constraint there is no best one to stay near.
        var local = study.Objectives == 1 && axes.Dimension >= LocalDimension && trialNumber % WholeEvery != 0 && models.CanImprove;
        var box = local ? TrustRegion.Box(good[0], TrustRegion.Side(models.Values, startup, axes.Dimension), lengths) : Everywhere(axes.Dimension);
        var search = new AcquisitionSearch(axes, models.Acquisition, lengths, box, random);
        var elsewhere = study.Elsewhere(trialNumber, trials.Count(trial => trial.Observation.Number < trialNumber));
        if (search.Pick(search.Run(good, Scattered, Near, Climbs), trials, elsewhere) is { } picked)
            return models.Explain(picked, axes.Cube.Decode(picked.Latent));
        return Start(axes, study.Seed, trialNumber, trials, "Drawn at random: every promising point has been tried already.");

        Proposal Design() => Start(axes, study.Seed, trialNumber, trials, string.Create(CultureInfo.InvariantCulture,
            $"A place of an even design, to explore: {scored} of the {startup} first trials have ended."));
    }

    /// <summary>A place of the even design; of every second trial it follows the hunches, if there are any.</summary>
    private static double[] Even(UnitCube cube, long seed, int trialNumber)
    {
        var place = QuasiRandom.SobolStart(cube.Dimension, seed, trialNumber);
        return trialNumber % 2 == 0 ? cube.FromPrior(place) : place;
    }

    private static (double[] Low, double[] High) Everywhere(int dimension) => (new double[dimension], [.. Enumerable.Repeat(1.0, dimension)]);

    /// <summary>The coordinates of a trial with a random number in the place of each that it does not have.</summary>
    private static double[] Latent(double[] point, TrialRandom random, int draw) => [.. point.Select((u, j) => double.IsNaN(u) ? random.Uniform(draw + j) : u)];

    private static Proposal Start(GpAxes axes, long seed, int trialNumber, GpTrial[] trials, string why)
    {
        for (var attempt = 0; attempt <= RandomAttempts; attempt++)
        {
            // The first points of a Sobol sequence spread better than chance; when one repeats an earlier trial, chance has the next tries.
            var latent = attempt > 0 ? RandomSampler.Draw(axes.Cube, seed, trialNumber, attempt)
                : axes.Cube.Repair(Even(axes.Cube, seed, trialNumber), TrialRandom.For(seed, trialNumber).Stream("repair"));
            var features = axes.Features(axes.Canonical(latent));
            if (!Array.Exists(trials, trial => AcquisitionSearch.AreSame(trial.Features, features)))
                return new Proposal(axes.Cube.Decode(latent), why) { Rationale = new Rationale(ProposalKind.Start) };
        }

        return new Proposal(axes.Cube.Decode(RandomSampler.Draw(axes.Cube, seed, trialNumber)), "Drawn at random: no untried point was found, so this one may repeat an earlier trial.")
        {
            Rationale = new Rationale(ProposalKind.Start),
        };
    }
}
