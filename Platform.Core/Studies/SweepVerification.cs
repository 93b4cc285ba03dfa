namespace Platform.Core.Studies;

/// <summary>The result of computing every decision of a sweep again.</summary>
/// <param name="Identical">True if every decision came out as it was recorded.</param>
/// <param name="Proposals">How many proposals were computed again.</param>
/// <param name="Prunings">How many decisions to stop a trial early were.</param>
/// <param name="Stops">How many decisions to end the search were.</param>
/// <param name="UpTo">The journal's last sequence number that was looked at.</param>
/// <param name="FirstDifference">The first decision, by what it was based on, that came out otherwise; none after it was looked at.</param>
/// <param name="CodeVersions">The versions of the platform that the sweep's trials ran on.</param>
/// <param name="Summary">One or two plain sentences.</param>
public sealed record SweepVerification(
    string ExperimentId, bool Identical, int Proposals, int Prunings, int Stops, long UpTo, DecisionDifference? FirstDifference, IReadOnlyList<string> CodeVersions,
    string Summary);
