namespace Search;

/// <summary>
/// Independent draws in each parameter's own scale: uniform, or after the space's priors where it has some, and again until the space's
/// constraints hold. Depends on (seed, trial number) only, never on the history, so trials can be proposed in any order and by any
/// number of workers. Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012. Cost O(d) a draw.
/// </summary>
public sealed class RandomSampler : ISampler
{
    /// <summary>Draws thrown away because of a constraint before one is moved into the allowed region instead.</summary>
    private const int MostRejected = 100;

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        var cube = new UnitCube(study.Space);
        return new Proposal(cube.Decode(Draw(cube, study.Seed, trialNumber)), "Drawn at random: this sampler does not look at earlier trials.");
    }

    /// <summary>
    /// A point (d) of the cube after the space's priors that fulfils its constraints; uniform where it has none. Each parameter
    /// draws from a stream of its own name.
    /// </summary>
    internal static double[] Draw(UnitCube cube, long seed, int trialNumber, int attempt = 0)
    {
        var point = DrawFree(cube, seed, trialNumber, attempt);
        if (cube.Space.Constraints.Count == 0 || cube.IsFeasible(point))
            return point;
        var random = TrialRandom.For(seed, trialNumber).Stream("random again");
        for (var rejected = 0; rejected < MostRejected; rejected++)
        {
            point = At(cube, random, unchecked(attempt * MostRejected + rejected));
            if (cube.IsFeasible(point))
                return point;
        }

        return cube.Repair(point, random);
    }

    /// <summary>A point (d) after the priors, whatever the constraints say.</summary>
    internal static double[] DrawFree(UnitCube cube, long seed, int trialNumber, int attempt) =>
        At(cube, TrialRandom.For(seed, trialNumber).Stream("random"), attempt);

    private static double[] At(UnitCube cube, TrialRandom random, int index) =>
        [.. cube.Axes.Select(axis => axis.Draw(random.Stream(axis.Parameter.Name).Uniform(index)))];
}
