namespace Platform.Core.Experiments;

/// <summary>Where a sweep was forked from: it began with the results that another had by an event, and learns from them as from a past study.</summary>
/// <param name="ExperimentId">The other sweep.</param>
/// <param name="At">The number of the last event of the journal that counts.</param>
public sealed record ForkOrigin(string ExperimentId, long At);
