using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Trials;

/// <summary>What a trial can be asked to do or told. Commands carry their time; reports carry their attempt's number (the fence).</summary>
public abstract record TrialCommand
{
    private protected TrialCommand() { }
}

public sealed record CreateTrial(
    string TrialId, string ExperimentId, int Number, ParameterSet Parameters, ParameterSet Fields, Objective Objective, int Epochs, string Device, int Lane,
    string? ReproducesTrialId, DateTimeOffset At, InheritedCheckpoint? Inherits = null, string? StartDigest = null) : TrialCommand;

/// <summary>Says what a new trial took from an earlier training; told again it changes nothing.</summary>
public sealed record RecordStartWeights(
    int Attempt, string Source, string Digest, IReadOnlyList<string> Taken, IReadOnlyList<string> Fresh, IReadOnlyList<string> Unused, IReadOnlyList<string> Frozen,
    DateTimeOffset At) : TrialCommand;

/// <summary>A silo takes the trial over. Ends it instead when too many attempts brought nothing.</summary>
/// <param name="Problem">Why nothing can be trained, such as data that are not there; the trial then fails with it in the same moment. Null: it can.</param>
/// <param name="LivingSilos">The silos that have given a sign of life just now: attempts taken from them do not count as lost. Null: none is known.</param>
/// <param name="Alone">It has its silo to itself.</param>
public sealed record BeginAttempt(
    string Silo, RunEnvironment Environment, string DataDigest, DateTimeOffset At, string? Problem = null, IReadOnlyCollection<string>? LivingSilos = null, bool Alone = false) : TrialCommand;

/// <param name="Stopped">Why the trial ends with this epoch although its budget has more (early stopping); null when it goes on.</param>
public sealed record ReportEpoch(
    int Attempt, int Epoch, double TrainLoss, double ValidationLoss, IReadOnlyDictionary<string, double> Metrics, double LearningRate, long Samples,
    TimeSpan Elapsed, string? Checkpoint, DateTimeOffset At, EpochHealth? Health = null, string? Stopped = null,
    EpochPicture? Picture = null) : TrialCommand;

public sealed record SuspendTrial(int Attempt, string Reason, DateTimeOffset At) : TrialCommand;

public sealed record PruneTrial(int Attempt, int Epoch, string Why, long BasedOn, DateTimeOffset At, PruningNumbers? Numbers = null) : TrialCommand;

public sealed record FailTrial(int Attempt, int Epoch, string Cause, DateTimeOffset At) : TrialCommand;

/// <summary>Ends the trial whoever runs it; its runner learns of it at its next report or from the journal.</summary>
public sealed record CancelTrial(string Reason, DateTimeOffset At) : TrialCommand;

public sealed record RequestTestEvaluation(string By, DateTimeOffset At) : TrialCommand;

public sealed record RecordTestEvaluation(
    string Checkpoint, IReadOnlyDictionary<string, double> Metrics, string DataDigest, DateTimeOffset At, TestConfusion? Confusion = null,
    IReadOnlyList<TestGroup>? Groups = null, IReadOnlyList<TestAttack>? Attacks = null) : TrialCommand;

public sealed record FailTestEvaluation(string Cause, DateTimeOffset At) : TrialCommand;

public sealed record RecordVerdict(
    string OriginalTrialId, bool Identical, int ComparedEpochs, int? FirstDifferingEpoch, string? Metric, double? Original, double? Reproduced, string Summary,
    DateTimeOffset At) : TrialCommand;

public sealed record CollectCheckpoints(IReadOnlyList<string> Checkpoints, DateTimeOffset At) : TrialCommand;

/// <summary>Erase the contents of a trial whose sweep was erased, or go on with it.</summary>
public sealed record EraseTrial(Erasure Erasure) : TrialCommand;
