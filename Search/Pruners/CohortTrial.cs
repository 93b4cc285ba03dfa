namespace Search;

/// <summary>One member of a cohort of <see cref="SuccessiveHalvingPruner"/>.</summary>
/// <param name="Curve">Its values up to now; of one that completed, up to the last epoch (<see cref="Curves.Whole"/>).</param>
/// <param name="Ended">Whether no further value will come.</param>
internal sealed record CohortTrial(IReadOnlyList<double> Curve, bool Ended)
{
    /// <summary>A member that has not been proposed yet.</summary>
    public static CohortTrial Unknown { get; } = new([], Ended: false);
}
