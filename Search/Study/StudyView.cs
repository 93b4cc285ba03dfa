namespace Search;

/// <summary>Everything that a decision may depend on: an immutable view of a study at one point of its history.</summary>
/// <param name="Space">The space that is searched.</param>
/// <param name="Observations">Every trial so far, in any order, running and failed ones included.</param>
/// <param name="Seed">The sweep's seed; with the trial number it fixes every random draw.</param>
/// <param name="MaxEpochs">The full budget of a trial in epochs, at least 1.</param>
/// <param name="Maximised">True if values are a maximised metric negated. No decision depends on it: reasons for people name the metric's own values.</param>
public sealed record StudyView(SearchSpace Space, IReadOnlyList<Observation> Observations, long Seed, int MaxEpochs, bool Maximised = false);
