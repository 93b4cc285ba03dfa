namespace Platform.Core.Trials;

/// <summary>The rules of a trial. Pure; a repeated command yields nothing; a report that comes after the end is harmless.</summary>
public static class TrialDecider
{
    /// <exception cref="AttemptSuperseded">The command's attempt is not the newest: its runner must stop.</exception>
    /// <exception cref="RuleViolation">The command is not allowed now.</exception>
    public static TrialEvent[] Decide(Trial trial, TrialCommand command) => (trial.Status, command) switch
    {
        (_, EraseTrial c) => trial.HasEnded || trial.IsErased
            ? [new TrialErased(trial.Id, trial.ExperimentId, c.Erasure)]
            : throw new RuleViolation("The trial is not there or has not ended, and only trials that have ended can be erased."),
        _ when trial.IsErased => throw new RuleViolation($"The trial {trial.Id} was erased and takes nothing more."),

        (TrialStatus.None, CreateTrial c) =>
        [
            new TrialCreated(
                c.TrialId, c.ExperimentId, c.Number, c.Parameters, c.Fields, c.Objective, c.Epochs, c.Device, c.Lane, c.ReproducesTrialId, c.At, c.Inherits,
                c.StartDigest),
        ],
        (TrialStatus.None, _) => throw new RuleViolation("There is no such trial."),
        (_, CreateTrial c) when c.TrialId == trial.Id => [],

        (TrialStatus.Proposed or TrialStatus.Running or TrialStatus.Suspended, BeginAttempt c) => Begin(trial, c),
        (_, RecordStartWeights c) => trial.HasEnded || trial.StartWeights is not null
            ? []
            : [.. Fenced(trial, c.Attempt), new StartWeightsTaken(c.Attempt, c.Source, c.Digest, c.Taken, c.Fresh, c.Unused, c.Frozen, c.At)],
        (_, ReportEpoch c) => Report(trial, c),
        (_, PruneTrial c) => trial.HasEnded ? [] : [.. Fenced(trial, c.Attempt), new TrialPruned(c.Epoch, c.Why, c.BasedOn, c.At, c.Numbers)],
        (_, FailTrial c) => trial.HasEnded ? [] : [.. Fenced(trial, c.Attempt), new TrialFailed(c.Epoch, c.Cause, c.At)],
        (TrialStatus.Suspended, SuspendTrial) => [],
        (_, SuspendTrial c) => trial.HasEnded ? [] : [.. Fenced(trial, c.Attempt), new TrialSuspended(c.Attempt, c.Reason, c.At)],
        (_, CancelTrial c) => trial.HasEnded ? [] : [new TrialCancelled(c.Reason, c.At)],

        (_, RequestTestEvaluation c) => RequestTest(trial, c),
        (_, RecordTestEvaluation c) => trial.Test is null ? [new TestEvaluated(c.Checkpoint, c.Metrics, c.DataDigest, c.At, c.Confusion, c.Groups, c.Attacks)] : [],
        (_, FailTestEvaluation c) => trial.TestEvaluationWanted ? [new TestEvaluationFailed(c.Cause, c.At)] : [],
        (_, RecordVerdict c) => Verify(trial, c),
        (_, CollectCheckpoints c) => c.Checkpoints.Any(d => !trial.CollectedCheckpoints.Contains(d)) ? [new CheckpointsCollected(c.Checkpoints, c.At)] : [],

        var (status, _) => throw new RuleViolation($"Cannot {command.GetType().Name} a trial that is {status.ToString().ToLowerInvariant()}."),
    };

    private static TrialEvent[] Begin(Trial trial, BeginAttempt c)
    {
        var living = c.LivingSilos ?? [];
        if (trial.LosesOneAlone(living) && trial.LostIfTakenOver(living) is >= Trial.MaxFruitlessAttempts and var lost)
            return [new TrialFailed(trial.LastEpoch + 1, $"{lost} attempts in a row were lost without completing an epoch; the last ran alone on silo {trial.Silo}.", c.At)];
        if (trial.FruitlessIfTakenOver is >= Trial.MaxTakenAttempts and var taken)
            return [new TrialFailed(trial.LastEpoch + 1, $"{taken} attempts in a row ended without completing an epoch, most of them taken from silos that did not answer for seconds; the last was on silo {trial.Silo}.", c.At)];
        if (trial.DataDigest is { } digest && digest != c.DataDigest)
        {
            var cause = $"The data set changed since the trial began: digest {digest} then, {c.DataDigest} now. Restore the files or launch a new sweep.";
            return [new TrialFailed(trial.LastEpoch + 1, cause, c.At)];
        }
        var attempt = trial.Attempt + 1;
        TrialEvent begun = attempt == 1
            ? new TrialStarted(1, c.Silo, c.Environment, c.DataDigest, c.At, c.Alone)
            : new TrialResumed(attempt, c.Silo, trial.LastEpoch, trial.LastCheckpoint, c.Environment, c.At, c.Alone);
        return c.Problem is { } problem ? [begun, new TrialFailed(trial.LastEpoch + 1, problem, c.At)] : [begun];
    }

    private static TrialEvent[] Report(Trial trial, ReportEpoch c)
    {
        if (trial.HasEnded)
            return []; // late, or a retry of the report that ended it
        if (c.Epoch <= trial.LastEpoch)
            return c.Attempt == trial.Attempt ? CompareAgain(trial, c) : [.. Fenced(trial, c.Attempt)];
        Fenced(trial, c.Attempt);
        if (c.Epoch != trial.LastEpoch + 1)
            throw new RuleViolation($"Epoch {c.Epoch} came after epoch {trial.LastEpoch}; epochs come one by one.");
        if (c.Epoch > trial.MaxEpochs)
            throw new RuleViolation($"Epoch {c.Epoch} is beyond the trial's {trial.MaxEpochs} epochs.");
        if (!double.IsFinite(c.TrainLoss) || !double.IsFinite(c.ValidationLoss))
            return [new TrialFailed(c.Epoch, $"The loss diverged in epoch {c.Epoch}: train {c.TrainLoss}, validation {c.ValidationLoss}.", c.At)];

        var completed = new EpochCompleted(
            c.Attempt, c.Epoch, c.TrainLoss, c.ValidationLoss, c.Metrics, c.LearningRate, c.Samples, c.Elapsed, c.Checkpoint, c.At, c.Health, c.Picture);
        var next = trial.Evolve(completed);
        if (next.BestValue is not { } best)
        {
            var known = string.Join(", ", c.Metrics.Keys.Order(StringComparer.Ordinal).Prepend("validation_loss").Prepend("train_loss"));
            return [new TrialFailed(c.Epoch, $"The epoch has no metric '{trial.Objective.Metric}' to optimise; it has {known}.", c.At)];
        }
        var early = c.Epoch < trial.MaxEpochs ? c.Stopped : null;
        return c.Epoch == trial.MaxEpochs || early is not null ? [completed, new TrialCompleted(c.Epoch, next.BestEpoch, best, c.At, early)] : [completed];
    }

    // An epoch trained again after a resume is compared, not recorded twice. Only the CPU promises equal bits.
    private static TrialEvent[] CompareAgain(Trial trial, ReportEpoch c)
    {
        var recorded = trial.Epochs[c.Epoch - 1];
        var again = new EpochRecord(c.Epoch, c.TrainLoss, c.ValidationLoss, c.Metrics, c.Checkpoint);
        if (trial.Device != "cpu" || recorded.FirstDifference(again) is not var (metric, before, now))
            return [];
        var cause = $"Epoch {c.Epoch} trained again after a resume differs: {metric} was {before:R}, now {now:R}. On CPU they must be equal to the bit.";
        return [new TrialFailed(c.Epoch, cause, c.At)];
    }

    private static TrialEvent[] RequestTest(Trial trial, RequestTestEvaluation c)
    {
        if (trial.BestCheckpoint is null)
            throw new RuleViolation($"Trial {trial.Id} has no checkpoint to evaluate: it completed no epoch.");
        if (trial.Test is not null || trial.TestEvaluationWanted)
            return [];
        // It is measured once and promoted as it was measured, so on what turned out best in the end.
        return trial.HasEnded
            ? [new TestEvaluationRequested(c.By, c.At)]
            : throw new RuleViolation($"Trial {trial.Id} has not ended: its best checkpoint may still change. Ask once it has, or cancel {(trial.ReproducesTrialId is null ? "its sweep" : "it")} first.");
    }

    private static TrialEvent[] Verify(Trial trial, RecordVerdict c) => trial.Verdict is not null
        ? []
        : [new ReproductionVerified(
            c.OriginalTrialId, c.Identical, c.ComparedEpochs, c.FirstDifferingEpoch, c.Metric, c.Original, c.Reproduced, c.Summary, c.At)];

    private static TrialEvent[] Fenced(Trial trial, int attempt)
    {
        if (attempt != trial.Attempt)
            throw new AttemptSuperseded($"Attempt {attempt} of trial {trial.Id} was replaced by attempt {trial.Attempt}; its runner must stop.");
        if (trial.Status != TrialStatus.Running)
            throw new AttemptSuperseded($"Attempt {attempt} of trial {trial.Id} is over: the trial is {trial.Status.ToString().ToLowerInvariant()}.");
        return [];
    }
}
