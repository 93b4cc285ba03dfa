using System.Globalization;

namespace Search;

/// <summary>
/// Keeps what a space promises, whichever sampler chooses: the first trials are the space's <see cref="SearchSpace.Starts"/>, then the
/// best points of earlier studies (<see cref="PastPoints"/>), and a proposal that breaks a constraint is moved into the allowed region.
/// Adds O(d) to a proposal.
/// </summary>
/// <param name="inner">The sampler that chooses every other trial.</param>
public sealed class SpaceSampler(ISampler inner) : ISampler
{
    /// <summary>The sampler that chooses.</summary>
    public ISampler Inner { get; } = inner;

    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        var starts = study.Space.Starts;
        if (trialNumber >= 0 && trialNumber < starts.Count)
            return Start(study, trialNumber);
        if (trialNumber >= starts.Count && PastPoints.Next(study, trialNumber, trialNumber - starts.Count) is { } known)
            return known;
        var proposal = Inner.Suggest(study, trialNumber);
        return study.Space.BrokenBy(proposal.Parameters) is { } broken ? Allowed(study, trialNumber, proposal, broken) : proposal;
    }

    private static Proposal Start(StudyView study, int trialNumber)
    {
        var start = study.Space.Starts[trialNumber];
        var point = StartRules.Complete(new UnitCube(study.Space), start, study.Seed, trialNumber);
        var given = point.Count(value => start.ContainsKey(value.Key));
        return new Proposal(point, given == point.Count
            ? "Given with the space as a point to start from."
            : string.Create(CultureInfo.InvariantCulture, $"Given with the space as a point to start from: {given} of {point.Count} values; the others are drawn."))
        {
            Rationale = new Rationale(ProposalKind.Start),
        };
    }

    private static Proposal Allowed(StudyView study, int trialNumber, Proposal proposal, LinearConstraint broken)
    {
        var cube = new UnitCube(study.Space);
        var repaired = cube.Repair(cube.Encode(proposal.Parameters), TrialRandom.For(study.Seed, trialNumber).Stream("allowed"));
        return proposal with { Parameters = cube.Decode(repaired), Why = $"{proposal.Why} Moved to where the constraint holds ({broken})." };
    }
}
