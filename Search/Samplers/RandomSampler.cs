namespace Search;

/// <summary>
/// Independent uniform draws in each parameter's own scale. Depends on (seed, trial number) only, never on the history, so trials
/// can be proposed in any order and by any number of workers. Bergstra and Bengio, "Random search for hyper-parameter
/// optimization", JMLR 13, 2012. Cost O(d).
/// </summary>
public sealed class RandomSampler : ISampler
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        var cube = new UnitCube(study.Space);
        return new Proposal(cube.Decode(Draw(cube, study.Seed, trialNumber)), "Drawn at random: this sampler does not look at earlier trials.");
    }

    /// <summary>A uniform point (d) of the cube; each parameter draws from a stream of its own name.</summary>
    internal static double[] Draw(UnitCube cube, long seed, int trialNumber, int attempt = 0)
    {
        var random = TrialRandom.For(seed, trialNumber).Stream("random");
        return [.. cube.Axes.Select(axis => random.Stream(axis.Parameter.Name).Uniform(attempt))];
    }
}
