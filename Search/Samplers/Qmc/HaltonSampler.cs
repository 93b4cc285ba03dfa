using System.Globalization;

namespace Search;

/// <summary>
/// Trial n is point n of a scrambled Halton sequence: an even design over all coordinates, the conditional ones included. Depends on
/// (seed, trial number) only, so trials can be proposed in any order. Even after any number of trials. See <see cref="HaltonSequence"/>.
/// </summary>
public sealed class HaltonSampler : ISampler
{
    /// <inheritdoc/>
    public string Name => "halton";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        var cube = new UnitCube(study.Space);
        var sequence = new HaltonSequence(cube.Dimension, TrialRandom.For(study.Seed, 0).Stream("halton"));
        var point = cube.Repair(sequence.Point(trialNumber), TrialRandom.For(study.Seed, trialNumber).Stream("repair"));
        return new Proposal(cube.Decode(point), string.Create(CultureInfo.InvariantCulture,
            $"Point {trialNumber + 1} of a scrambled Halton sequence: the next place of an even design, whatever earlier trials gave."))
        {
            Rationale = new Rationale(ProposalKind.Start),
        };
    }
}
