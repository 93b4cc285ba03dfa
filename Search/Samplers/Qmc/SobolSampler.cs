using System.Globalization;

namespace Search;

/// <summary>
/// Trial n is point n of a scrambled Sobol sequence: an even design over all coordinates, the conditional ones included. Depends on
/// (seed, trial number) only, so trials can be proposed in any order. Evenness is best after 2^m trials. See <see cref="SobolSequence"/>.
/// </summary>
public sealed class SobolSampler : ISampler
{
    /// <inheritdoc/>
    public string Name => "sobol";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        var cube = new UnitCube(study.Space);
        var point = cube.Repair(QuasiRandom.SobolStart(cube.Dimension, study.Seed, trialNumber), TrialRandom.For(study.Seed, trialNumber).Stream("repair"));
        return new Proposal(cube.Decode(point), string.Create(CultureInfo.InvariantCulture,
            $"Point {trialNumber + 1} of a scrambled Sobol sequence: the next place of an even design, whatever earlier trials gave."))
        {
            Rationale = new Rationale(ProposalKind.Start),
        };
    }
}
