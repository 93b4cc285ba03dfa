using Platform.Core.Experiments;

namespace Platform.Core.Views;

/// <summary>A sweep as lists and its page show it. Counts are of the sweep's own trials; reproductions are not among them.</summary>
/// <param name="BestValue">The objective of the best trial so far, null before the first epoch of any finished trial.</param>
/// <param name="LastSequence">Sequence number of the last event that changed this row.</param>
public sealed record ExperimentView(
    string Id, string Name, ExperimentStatus Status, SweepSpec Spec, int Priority, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt,
    int Proposed, int Running, int Completed, int Pruned, int Failed, int Cancelled, string? BestTrialId, double? BestValue, long LastSequence)
{
    /// <summary>Why the search ended before its number of trials; null if it did not.</summary>
    public SearchStopped? SearchStopped { get; init; }

    /// <summary>Changes of its space or budget, oldest first; <see cref="Spec"/> is what is in force.</summary>
    public IReadOnlyList<SweepChange> Changes { get; init; } = [];

    /// <summary>How long lanes stood idle because a fixed lag made proposals wait for results, in seconds.</summary>
    public double IdleSeconds { get; init; }

    /// <summary>The sweep whose results it began with; null for none.</summary>
    public ForkOrigin? ForkedFrom { get; init; }

    /// <summary>Since when lists leave it out; null if it stands in them.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Whether more trials may be proposed.</summary>
    public bool WantsProposals => Status == ExperimentStatus.Running && SearchStopped is null && Proposed < Spec.Trials;
}
