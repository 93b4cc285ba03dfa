using Platform.Core.Registry;

namespace Platform.Web.Api;

/// <summary>What gates may ask, as it was collected.</summary>
/// <param name="Evidence">None where no gate protects the alias.</param>
/// <param name="Basis">For what it was collected; null without an alias.</param>
public sealed record CollectedEvidence(IReadOnlyList<VersionEvidence> Evidence, EvidenceBasis? Basis);
