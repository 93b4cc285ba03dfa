using System.Globalization;

namespace Search;

/// <summary>
/// A trial is the first point of a grid (<see cref="GridPlan"/>) that no earlier trial has, in an order drawn from the seed (<see cref="Permutation"/>); points that a
/// constraint of the space forbids are passed over. A number that went to a start point, a past point or anybody else takes no point
/// from the grid unless it is one (<see cref="GridWalk"/>). After the last point trials are drawn at random. Depends on the seed, the trial number and the points
/// of other trials, not on what they came to. Cost O(n + d) a proposal of n trials, beside the list of branches and the forbidden points.
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
        return study.Derive(("grid", Options, study.Seed), () => new GridWalk(
            new GridPlan(study.Space, Options.Points), Options.Shuffle ? TrialRandom.For(study.Seed, 0).Stream("grid") : null), walk => Suggest(study, trialNumber, walk));
    }

    private static Proposal Suggest(StudyView study, int trialNumber, GridWalk walk)
    {
        var plan = walk.Plan;
        if (plan.Size == 0)
            return Random(study, trialNumber, plan, "Drawn at random: the conditions of the space have too many combinations for a grid.");
        if (walk.Next(study, trialNumber) is var (index, point))
        {
            return new Proposal(point, string.Create(CultureInfo.InvariantCulture, $"Point {index + 1} of {plan.Size} of the grid."))
            {
                Rationale = new Rationale(ProposalKind.Explore),
            };
        }

        return Random(study, trialNumber, plan, plan.Size > GridWalk.MostWalked
            ? string.Create(CultureInfo.InvariantCulture, $"Drawn at random: of the first {GridWalk.MostWalked} points of the grid none is left, so this one may repeat an earlier trial.")
            : string.Create(CultureInfo.InvariantCulture, $"Drawn at random: all {plan.Size} points of the grid {(study.Space.Constraints.Count > 0 ? "that the constraints allow " : "")}have been proposed, so this one may repeat an earlier trial."));
    }

    private static Proposal Random(StudyView study, int trialNumber, GridPlan plan, string why) =>
        new(plan.Cube.Decode(RandomSampler.Draw(plan.Cube, study.Seed, trialNumber)), why) { Rationale = new Rationale(ProposalKind.Explore) };
}
