namespace Search;

/// <summary>A trial that may have children.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Values">Its objectives (m), minimised.</param>
/// <param name="Front">0-based front among the survivors and those they were chosen from.</param>
/// <param name="Crowding">Crowding distance within its front, at least 0, infinite at the ends.</param>
internal sealed record NsgaParent(PopulationTrial Trial, double[] Values, int Front, double Crowding);
