using System.Globalization;

namespace Search;

/// <summary>
/// Trial n is point n of a grid (<see cref="GridPlan"/>), in an order drawn from the seed (<see cref="Permutation"/>). After the last point, and where a constraint of the space forbids one, the trial is drawn at random. Depends on (seed,
/// trial number) only. Cost O(d) a proposal beside the list of branches.
/// </summary>
public sealed class GridSampler(GridOptions options) : ISampler
{
    /// <summary>The sampler with its default options.</summary>
    public GridSampler() : this(new GridOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public GridOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "grid";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.Derive(("grid", Options.Points), () => new GridPlan(study.Space, Options.Points), plan => Suggest(study, trialNumber, plan));
    }

    private Proposal Suggest(StudyView study, int trialNumber, GridPlan plan)
    {
        if (plan.Size == 0)
            return Random(study, trialNumber, plan, "Drawn at random: the conditions of the space have too many combinations for a grid.");
        if (trialNumber >= plan.Size)
            return Random(study, trialNumber, plan, string.Create(CultureInfo.InvariantCulture, $"Drawn at random: all {plan.Size} points of the grid have been proposed, so this one may repeat an earlier trial."));
        var point = plan.Point(trialNumber, Options.Shuffle ? TrialRandom.For(study.Seed, 0).Stream("grid") : null);
        if (study.Space.Constraints.Count > 0 && !plan.Cube.IsFeasible(point))
            return Random(study, trialNumber, plan, "Drawn at random: a constraint of the space forbids this point of the grid.");
        return new Proposal(plan.Cube.Decode(point), string.Create(CultureInfo.InvariantCulture, $"Point {trialNumber + 1} of {plan.Size} of the grid."))
        {
            Rationale = new Rationale(ProposalKind.Explore),
        };
    }

    private static Proposal Random(StudyView study, int trialNumber, GridPlan plan, string why) =>
        new(plan.Cube.Decode(RandomSampler.Draw(plan.Cube, study.Seed, trialNumber)), why) { Rationale = new Rationale(ProposalKind.Explore) };
}
