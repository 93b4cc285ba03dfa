using System.Text.Json.Serialization;
using Platform.Core.Erasures;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Experiments;

/// <summary>The facts of a sweep. Closed: only this assembly adds cases.</summary>
public abstract record ExperimentEvent
{
    private protected ExperimentEvent() { }
}

/// <summary>The sweep's first event.</summary>
/// <param name="ForkedFrom">The sweep whose results it began with; null for none.</param>
public sealed record ExperimentCreated(string ExperimentId, SweepSpec Spec, string By, DateTimeOffset At, ForkOrigin? ForkedFrom = null) : ExperimentEvent;

/// <summary>A sampler's decision. <paramref name="BasedOn"/> is the highest sequence number of the snapshot that it was computed from.</summary>
/// <param name="Rationale">The numbers behind <paramref name="Why"/>, minimised; the nearest trial by its number in the sweep, from 1.</param>
/// <param name="Carried">What the sampler wants to find again in its history.</param>
/// <param name="Inherits">The checkpoint that the trial starts from, if it does not start afresh.</param>
/// <param name="Waited">What a fixed lag made this proposal wait for, if it had to.</param>
public sealed record TrialProposed(
    int Number, string TrialId, ParameterSet Parameters, string Sampler, string Why, long BasedOn, int Lane, DateTimeOffset At, Rationale? Rationale = null,
    string? Carried = null, InheritedCheckpoint? Inherits = null, ProposalWait? Waited = null) : ExperimentEvent;

/// <summary>A trial's end. <paramref name="Value"/> is the objective at its best epoch, null if no epoch was completed.</summary>
/// <param name="Feasible">Whether its best epoch keeps the sweep's constraints; null if there are none, if there is no such epoch, or if nobody looked.</param>
public sealed record TrialFinished(
    int Number, string TrialId, TrialStatus Outcome, double? Value, int? BestEpoch, DateTimeOffset At, bool? Feasible = null) : ExperimentEvent
{
    /// <summary>Whether it may be the sweep's best: a result that was not found to break a constraint.</summary>
    [JsonIgnore]
    public bool Counts => Outcome is TrialStatus.Completed or TrialStatus.Pruned && Value is not null && Feasible is not false;
}

/// <summary>
/// No more trials are proposed although the sweep's number is not reached; those that run are finished. Decided from the snapshot up to
/// <paramref name="BasedOn"/>.
/// </summary>
public sealed record SearchStopped(StopCause Cause, string Why, long BasedOn, DateTimeOffset At) : ExperimentEvent;

public sealed record ExperimentPaused(string By, DateTimeOffset At) : ExperimentEvent;

public sealed record ExperimentResumed(string By, DateTimeOffset At) : ExperimentEvent;

public sealed record ExperimentCancelled(string By, string Reason, DateTimeOffset At) : ExperimentEvent;

/// <summary>
/// The sweep's space or budget is another from the next proposal on; trials under way keep what they were proposed with. What older trials
/// say under the new spec follows the rules of <see cref="SpaceChange"/>.
/// </summary>
/// <param name="Spec">The whole spec as it is now.</param>
/// <param name="AfterTrial">How many trials had been proposed before.</param>
/// <param name="Reason">Why; for people, may be empty.</param>
public sealed record SweepChanged(SweepSpec Spec, int AfterTrial, string By, string Reason, DateTimeOffset At) : ExperimentEvent;

public sealed record PriorityChanged(int Priority, string By, DateTimeOffset At) : ExperimentEvent;

/// <summary>Every trial has finished. <paramref name="BestTrialId"/> is null if none completed an epoch that keeps the constraints.</summary>
public sealed record ExperimentCompleted(string? BestTrialId, double? BestValue, DateTimeOffset At) : ExperimentEvent;

/// <summary>A past trial is to be run again as <paramref name="TrialId"/> and compared bit by bit.</summary>
public sealed record ReproductionRequested(string TrialId, string OriginalTrialId, string By, DateTimeOffset At) : ExperimentEvent;

public sealed record ReproductionFinished(string TrialId, string OriginalTrialId, bool Identical, DateTimeOffset At) : ExperimentEvent;

/// <summary>The sweep was put away: lists leave it out, and nothing else about it is another.</summary>
public sealed record ExperimentArchived(string By, DateTimeOffset At) : ExperimentEvent;

/// <summary>The sweep was archived, and stands in the lists again.</summary>
public sealed record ExperimentRestored(string By, DateTimeOffset At) : ExperimentEvent;

/// <summary>The contents of the sweep's earlier events were erased; its trials are gone with it, and theirs are erased after it.</summary>
public sealed record ExperimentErased(string ExperimentId, Erasure Erasure) : ExperimentEvent, IErasureEvent;
