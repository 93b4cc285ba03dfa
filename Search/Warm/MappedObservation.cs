namespace Search;

/// <summary>What became of an observation under another space or budget.</summary>
/// <param name="Observation">The observation as the new space sees it; null when it was left out.</param>
/// <param name="Why">Which rule decided, one plain sentence.</param>
/// <param name="Fate">Whether it stayed as it was, changed, or was left out.</param>
public sealed record MappedObservation(Observation? Observation, string Why, ObservationFate Fate);
