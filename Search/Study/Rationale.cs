namespace Search;

/// <summary>The numbers behind a proposal, in the minimised sense of <see cref="Observation.Value"/>.</summary>
/// <param name="Kind">Whether it starts, explores or exploits.</param>
/// <param name="Mean">Predicted value; null if the sampler predicts none.</param>
/// <param name="Deviation">Standard deviation of the prediction, in units of the value.</param>
/// <param name="Acquisition">What the proposal maximises among the candidates.</param>
/// <param name="AcquisitionName">What <paramref name="Acquisition"/> is, such as <c>log expected improvement</c>.</param>
/// <param name="NearestTrial">The ended trial nearest in the unit cube; null when there is none.</param>
public sealed record Rationale(
    ProposalKind Kind, double? Mean = null, double? Deviation = null, double? Acquisition = null, string? AcquisitionName = null, int? NearestTrial = null);
