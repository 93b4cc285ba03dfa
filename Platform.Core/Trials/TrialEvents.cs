using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Trials;

/// <summary>The facts of one trial (a run). Closed: only this assembly adds cases.</summary>
public abstract record TrialEvent
{
    private protected TrialEvent() { }
}

/// <summary>The trial's first event, appended together with its sweep's decision.</summary>
/// <param name="Number">The trial's number in its sweep, from 1; a reproduction has its original's.</param>
/// <param name="Parameters">What the sampler proposed.</param>
/// <param name="Fields">The full configuration, seed included.</param>
/// <param name="ReproducesTrialId">The original, if this run reproduces one.</param>
/// <param name="Inherits">The checkpoint whose weights and optimiser it starts with; null to start afresh.</param>
/// <param name="StartDigest">The content that its field start_from stood for when its original ran; null if it is to be looked up.</param>
public sealed record TrialCreated(
    string TrialId, string ExperimentId, int Number, ParameterSet Parameters, ParameterSet Fields, Objective Objective, int Epochs, string Device, int Lane,
    string? ReproducesTrialId, DateTimeOffset At, InheritedCheckpoint? Inherits = null, string? StartDigest = null) : TrialEvent;

/// <summary>The trial took its first weights from an earlier training. From now on its source is this content, whatever the name points to later.</summary>
/// <param name="Source">The field start_from.</param>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
/// <param name="Taken">Weights taken, by name.</param>
/// <param name="Fresh">Weights that start afresh, each with why.</param>
/// <param name="Unused">Weights of the file that the network has no place for.</param>
/// <param name="Frozen">Blocks that do not train.</param>
public sealed record StartWeightsTaken(
    int Attempt, string Source, string Digest, IReadOnlyList<string> Taken, IReadOnlyList<string> Fresh, IReadOnlyList<string> Unused, IReadOnlyList<string> Frozen,
    DateTimeOffset At) : TrialEvent;

/// <summary>The first attempt has begun.</summary>
/// <param name="Alone">It has its silo to itself, so that what is lost with it is its own doing. False in events of before this was recorded.</param>
public sealed record TrialStarted(int Attempt, string Silo, RunEnvironment Environment, string DataDigest, DateTimeOffset At, bool Alone = false) : TrialEvent;

/// <summary>A later attempt continues after epoch <paramref name="FromEpoch"/> (0: from the start) with that epoch's checkpoint.</summary>
/// <param name="Alone">It has its silo to itself, so that what is lost with it is its own doing. False in events of before this was recorded.</param>
public sealed record TrialResumed(int Attempt, string Silo, int FromEpoch, string? Checkpoint, RunEnvironment Environment, DateTimeOffset At, bool Alone = false) : TrialEvent;

/// <summary>One epoch's results. The checkpoint's file was durable before this event was appended.</summary>
/// <param name="Metrics">Every other number of the epoch by name, e.g. validation_accuracy.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint's file, lower-case hex.</param>
/// <param name="Health">Gradients, dead units and warnings; null if nobody looked.</param>
/// <param name="Picture">What the network makes; null for most epochs and networks.</param>
public sealed record EpochCompleted(
    int Attempt, int Epoch, double TrainLoss, double ValidationLoss, IReadOnlyDictionary<string, double> Metrics, double LearningRate, long Samples,
    TimeSpan Elapsed, string? Checkpoint, DateTimeOffset At, EpochHealth? Health = null, EpochPicture? Picture = null) : TrialEvent;

/// <summary>The silo gave the trial back on purpose; does not count against it.</summary>
public sealed record TrialSuspended(int Attempt, string Reason, DateTimeOffset At) : TrialEvent;

/// <summary>A pruner's decision, computed from the snapshot up to <paramref name="BasedOn"/>.</summary>
/// <param name="Numbers">What was compared; null if the pruner compared no numbers.</param>
public sealed record TrialPruned(int Epoch, string Why, long BasedOn, DateTimeOffset At, PruningNumbers? Numbers = null) : TrialEvent;

/// <summary>The trial has its result.</summary>
/// <param name="Epochs">Epochs trained: all of its budget, or fewer when it stopped early.</param>
/// <param name="StoppedEarly">Why it ended before its last epoch; null when it did not.</param>
public sealed record TrialCompleted(int Epochs, int BestEpoch, double BestValue, DateTimeOffset At, string? StoppedEarly = null) : TrialEvent;

/// <summary>The trial went wrong at <paramref name="Epoch"/> (1-based; the epoch that was being trained).</summary>
public sealed record TrialFailed(int Epoch, string Cause, DateTimeOffset At) : TrialEvent;

public sealed record TrialCancelled(string Reason, DateTimeOffset At) : TrialEvent;

public sealed record TestEvaluationRequested(string By, DateTimeOffset At) : TrialEvent;

/// <summary>The best checkpoint's metrics on the held-out test set: computed once, never used to choose, prune or stop.</summary>
/// <param name="Confusion">How often each class was taken for each; null when the target is no class or there are too many.</param>
/// <param name="Groups">The measures by the values of columns; null when none were asked for.</param>
/// <param name="Attacks">The accuracy under attack; null when none was asked for.</param>
public sealed record TestEvaluated(
    string Checkpoint, IReadOnlyDictionary<string, double> Metrics, string DataDigest, DateTimeOffset At, TestConfusion? Confusion = null,
    IReadOnlyList<TestGroup>? Groups = null, IReadOnlyList<TestAttack>? Attacks = null) : TrialEvent;

/// <summary>A test evaluation could not be made; a new request may follow.</summary>
public sealed record TestEvaluationFailed(string Cause, DateTimeOffset At) : TrialEvent;

/// <summary>The verdict of a reproduction, in the new run's stream. Values are those of the first differing metric.</summary>
public sealed record ReproductionVerified(
    string OriginalTrialId, bool Identical, int ComparedEpochs, int? FirstDifferingEpoch, string? Metric, double? Original, double? Reproduced, string Summary,
    DateTimeOffset At) : TrialEvent;

/// <summary>Checkpoint files that nothing refers to any more were deleted.</summary>
public sealed record CheckpointsCollected(IReadOnlyList<string> Checkpoints, DateTimeOffset At) : TrialEvent;

/// <summary>The contents of the trial's earlier events were erased, after those of its sweep.</summary>
public sealed record TrialErased(string TrialId, string ExperimentId, Erasure Erasure) : TrialEvent, IErasureEvent;
