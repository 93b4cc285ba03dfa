namespace Search;

/// <summary>One member of a cohort of <see cref="SuccessiveHalvingPruner"/>.</summary>
/// <param name="Curve">Its values up to now.</param>
/// <param name="Ended">Whether no further value will come.</param>
/// <param name="Completed">Whether it ended by itself, so that its best value stands for every later epoch too.</param>
internal sealed record CohortTrial(IReadOnlyList<double> Curve, bool Ended, bool Completed = false)
{
    /// <summary>A member that has not been proposed yet.</summary>
    public static CohortTrial Unknown { get; } = new([], Ended: false);
}
