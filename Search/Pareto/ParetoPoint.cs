namespace Search;

/// <summary>A trial on a Pareto front.</summary>
/// <param name="Trial">0-based trial number.</param>
/// <param name="Values">Its objectives (m), minimised.</param>
/// <param name="Crowding">How alone it is on the front (<see cref="CrowdingDistance"/>); null at the ends, where nothing bounds it.</param>
/// <param name="Contribution">The hypervolume that would be lost without it, at least 0; null when it was not measured.</param>
public sealed record ParetoPoint(int Trial, IReadOnlyList<double> Values, double? Crowding, double? Contribution);
