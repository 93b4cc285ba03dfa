using System.Collections.Immutable;
using System.Diagnostics;
using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Trials;

/// <summary>The state of a trial, folded from its events.</summary>
public sealed record Trial
{
    /// <summary>Attempts that may be lost with their silos without a new epoch before the trial is given up, if the last of them ran alone.</summary>
    public const int MaxFruitlessAttempts = 3;

    /// <summary>As many without a new epoch that were taken from silos which live, such as ones that stall again and again, are the end too.</summary>
    public const int MaxTakenAttempts = 20;

    public static Trial Initial { get; } = new();

    public string Id { get; private init; } = "";
    public string ExperimentId { get; private init; } = "";
    public int Number { get; private init; }
    public TrialStatus Status { get; private init; }
    public ParameterSet Parameters { get; private init; } = ParameterSet.Empty;
    public ParameterSet Fields { get; private init; } = ParameterSet.Empty;
    public Objective Objective { get; private init; } = Objective.Default;
    public int MaxEpochs { get; private init; }
    public string Device { get; private init; } = "cpu";
    public int Lane { get; private init; }
    public string? ReproducesTrialId { get; private init; }

    /// <summary>The checkpoint that it starts from; null if it starts afresh.</summary>
    public InheritedCheckpoint? Inherits { get; private init; }

    /// <summary>What it took from an earlier training; null if nothing, or not yet.</summary>
    public StartWeightsTaken? StartWeights { get; private init; }

    /// <summary>The content that its field start_from stands for; null until the first attempt has looked it up.</summary>
    public string? StartDigest { get; private init; }

    /// <summary>The newest attempt, from 1; 0 before the first. Reports of older ones are refused.</summary>
    public int Attempt { get; private init; }

    public string? Silo { get; private init; }
    public string? DataDigest { get; private init; }
    public ImmutableList<EpochRecord> Epochs { get; private init; } = [];

    /// <summary>Attempts in a row that were lost without a new epoch (the running one not counted).</summary>
    public int FruitlessAttempts => FruitlessSilos.Count;

    private ImmutableList<string> FruitlessSilos { get; init; } = [];

    public int BestEpoch { get; private init; }
    public double? BestValue { get; private init; }
    public bool TestEvaluationWanted { get; private init; }
    public TestEvaluated? Test { get; private init; }
    public ReproductionVerified? Verdict { get; private init; }
    public ImmutableHashSet<string> CollectedCheckpoints { get; private init; } = [];

    /// <summary>Its contents were erased: nothing else is known of it, and it takes nothing more.</summary>
    public bool IsErased { get; private init; }

    private bool AttemptBroughtAnEpoch { get; init; }

    private bool AttemptIsAlone { get; init; }

    /// <summary>Seconds of training of all recorded epochs.</summary>
    public double TrainedSeconds { get; private init; }

    public int LastEpoch => Epochs.Count;
    public string? LastCheckpoint => Epochs.IsEmpty ? null : Epochs[^1].Checkpoint;
    public string? BestCheckpoint => BestEpoch == 0 ? null : Epochs[BestEpoch - 1].Checkpoint;
    public bool HasEnded => Status is TrialStatus.Completed or TrialStatus.Pruned or TrialStatus.Failed or TrialStatus.Cancelled;

    /// <summary>Fruitless attempts including the one that would be lost if another began now.</summary>
    public int FruitlessIfTakenOver => SilosIfTakenOver.Count;

    private ImmutableList<string> SilosIfTakenOver => Status == TrialStatus.Running && !AttemptBroughtAnEpoch ? FruitlessSilos.Add(Silo!) : FruitlessSilos;

    /// <summary>
    /// Silos that may have been lost with those: a trial that brings its silo down brings down another one each time. One that lives, or that had the trial once more, was
    /// only taken for dead, or had lost the database.
    /// </summary>
    /// <param name="livingSilos">Identities; a silo that is started anew has another one.</param>
    public int LostIfTakenOver(IReadOnlyCollection<string> livingSilos) => SilosIfTakenOver.Distinct(StringComparer.Ordinal).Count(silo => !livingSilos.Contains(silo));

    /// <summary>True if an attempt that begins now may be the last one: it must have its silo to itself, so that a neighbour is never blamed.</summary>
    public bool MustRunAlone(IReadOnlyCollection<string> livingSilos) => LostIfTakenOver(livingSilos) >= MaxFruitlessAttempts - 1;

    /// <summary>
    /// True if the newest attempt would be lost fruitlessly if another began now, though it had its silo to itself. Which silos live is known anew each time: silos that went for other
    /// reasons, long after the trial was taken from them, make another attempt run alone and no more.
    /// </summary>
    public bool LosesOneAlone(IReadOnlyCollection<string> livingSilos) => Status == TrialStatus.Running && AttemptIsAlone && !AttemptBroughtAnEpoch && !livingSilos.Contains(Silo!);

    public static Trial Fold(IEnumerable<TrialEvent> events) => events.Aggregate(Initial, (state, e) => state.Evolve(e));

    public Trial Evolve(TrialEvent @event) => @event switch
    {
        not (TrialCreated or TrialErased) when Id.Length == 0 => this, // what is left of a stream whose first events were erased already
        TrialCreated e => this with
        {
            Id = e.TrialId, ExperimentId = e.ExperimentId, Number = e.Number, Parameters = e.Parameters, Fields = e.Fields, Objective = e.Objective,
            MaxEpochs = e.Epochs, Device = e.Device, Lane = e.Lane, ReproducesTrialId = e.ReproducesTrialId, Inherits = e.Inherits, StartDigest = e.StartDigest,
            Status = TrialStatus.Proposed,
        },
        TrialStarted e => Begin(e.Attempt, e.Silo, e.Alone) with { DataDigest = e.DataDigest },
        TrialResumed e => Begin(e.Attempt, e.Silo, e.Alone),
        StartWeightsTaken e => this with { StartWeights = e, StartDigest = e.Digest },
        EpochCompleted e => Record(e),
        TrialSuspended => this with { Status = TrialStatus.Suspended },
        TrialPruned => this with { Status = TrialStatus.Pruned },
        TrialCompleted => this with { Status = TrialStatus.Completed },
        TrialFailed => this with { Status = TrialStatus.Failed },
        TrialCancelled => this with { Status = TrialStatus.Cancelled },
        TestEvaluationRequested => this with { TestEvaluationWanted = true },
        TestEvaluated e => this with { TestEvaluationWanted = false, Test = e },
        TestEvaluationFailed => this with { TestEvaluationWanted = false },
        ReproductionVerified e => this with { Verdict = e },
        TrialErased e => new Trial { Id = e.TrialId, ExperimentId = e.ExperimentId, IsErased = true },
        CheckpointsCollected e => this with { CollectedCheckpoints = CollectedCheckpoints.Union(e.Checkpoints) },
        _ => throw new UnreachableException($"Trial does not know {@event.GetType().Name}."),
    };

    private Trial Begin(int attempt, string silo, bool alone) => this with
    {
        Status = TrialStatus.Running, Attempt = attempt, Silo = silo, FruitlessSilos = SilosIfTakenOver, AttemptBroughtAnEpoch = false, AttemptIsAlone = alone,
    };

    private Trial Record(EpochCompleted e)
    {
        var record = new EpochRecord(e.Epoch, e.TrainLoss, e.ValidationLoss, e.Metrics, e.Checkpoint);
        var next = this with
        {
            Epochs = Epochs.Add(record), FruitlessSilos = [], AttemptBroughtAnEpoch = true, TrainedSeconds = TrainedSeconds + e.Elapsed.TotalSeconds,
        };
        return record.Metric(Objective.Metric) is { } value && Objective.IsBetter(value, BestValue)
            ? next with { BestEpoch = e.Epoch, BestValue = value }
            : next;
    }
}
