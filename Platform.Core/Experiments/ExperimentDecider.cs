using Platform.Core.Trials;

namespace Platform.Core.Experiments;

/// <summary>The rules of a sweep: which facts a command leads to. Pure; a repeated command yields nothing.</summary>
public static class ExperimentDecider
{
    public static ExperimentEvent[] Decide(Experiment experiment, ExperimentCommand command) => (experiment.Status, command) switch
    {
        (_, EraseExperiment c) => Erase(experiment, c),
        _ when experiment.IsErased => throw new RuleViolation($"The sweep {experiment.Id} was erased and takes nothing more."),

        (ExperimentStatus.None, CreateExperiment c) => [new ExperimentCreated(c.ExperimentId, c.Spec, c.By, c.At, c.ForkedFrom)],
        (ExperimentStatus.None, _) => throw new RuleViolation("There is no such sweep."),
        (_, CreateExperiment c) when c.ExperimentId == experiment.Id => [],

        (ExperimentStatus.Running, ProposeTrial c) => Propose(experiment, c),
        (ExperimentStatus.Running, StopSearch c) => Stop(experiment, c),
        (_, FinishTrial c) => Finish(experiment, c),

        (ExperimentStatus.Running, PauseExperiment c) => [new ExperimentPaused(c.By, c.At)],
        (ExperimentStatus.Paused, PauseExperiment) => [],
        (ExperimentStatus.Paused, ResumeExperiment c) => [new ExperimentResumed(c.By, c.At)],
        (ExperimentStatus.Running, ResumeExperiment) => [],
        (ExperimentStatus.Running or ExperimentStatus.Paused, CancelExperiment c) => [new ExperimentCancelled(c.By, c.Reason, c.At)],
        (ExperimentStatus.Cancelled, CancelExperiment) => [],
        (ExperimentStatus.Running or ExperimentStatus.Paused, ChangeSweep c) => Change(experiment, c),
        (_, ChangePriority c) => Reprioritise(experiment, c),

        (_, ArchiveSweep c) => Archive(experiment, c),
        (_, RestoreSweep c) => experiment.IsArchived ? [new ExperimentRestored(c.By, c.At)] : [],

        (_, RequestReproduction c) => Reproduce(experiment, c),
        (_, FinishReproduction c) => experiment.Reproductions.TryGetValue(c.TrialId, out var original)
            ? [new ReproductionFinished(c.TrialId, original, c.Identical, c.At)]
            : [],

        var (status, _) => throw new RuleViolation($"Cannot {Verb(command)} a sweep that is {status.ToString().ToLowerInvariant()}."),
    };

    private static ExperimentEvent[] Propose(Experiment experiment, ProposeTrial c)
    {
        if (c.Number <= experiment.Proposed || experiment.SearchHasStopped || c.Changes < experiment.Changes.Count)
            return [];
        if (c.Number != experiment.Proposed + 1)
            throw new RuleViolation($"Trial {c.Number} cannot follow trial {experiment.Proposed}; trials are numbered one by one.");
        if (c.Number > experiment.Spec!.Trials)
            throw new RuleViolation($"The sweep's budget is {experiment.Spec.Trials} trials, and all of them have been proposed.");
        var trialId = StreamNames.TrialId(experiment.Id, c.Number);
        return
        [
            new TrialProposed(
                c.Number, trialId, c.Parameters, experiment.Spec.Sampler.Name, c.Why, c.BasedOn, c.Lane, c.At, c.Rationale, c.Carried, c.Inherits, c.Waited),
        ];
    }

    private static ExperimentEvent[] Stop(Experiment experiment, StopSearch c)
    {
        if (experiment.SearchHasStopped || c.Changes < experiment.Changes.Count)
            return [];
        var stopped = new SearchStopped(c.Cause, c.Why, c.BasedOn, c.At);
        return experiment.Unfinished.IsEmpty ? [stopped, new ExperimentCompleted(experiment.BestTrialId, experiment.BestValue, c.At)] : [stopped];
    }

    private static ExperimentEvent[] Finish(Experiment experiment, FinishTrial c)
    {
        if (!experiment.Unfinished.Contains(c.TrialId))
            return [];
        var number = int.Parse(c.TrialId.AsSpan(experiment.Id.Length + 1), System.Globalization.CultureInfo.InvariantCulture);
        var finished = new TrialFinished(number, c.TrialId, c.Outcome, c.Value, c.BestEpoch, c.At, c.Feasible);
        var next = experiment.Evolve(finished);
        var allProposed = next.SearchHasStopped || next.Proposed == next.Spec!.Trials;
        var done = next.Status is ExperimentStatus.Running or ExperimentStatus.Paused && allProposed && next.Unfinished.IsEmpty;
        return done ? [finished, new ExperimentCompleted(next.BestTrialId, next.BestValue, c.At)] : [finished];
    }

    private static ExperimentEvent[] Change(Experiment experiment, ChangeSweep c)
    {
        if (SweepDifferences.Of(experiment.Spec!, c.Spec).Count == 0)
            return [];
        if (c.Changes != experiment.Changes.Count)
            throw new RuleViolation("The sweep was changed by somebody else meanwhile. Look at it, and change it again if that is still wanted.");
        if (SweepChangeRules.Check(experiment.Spec!, c.Spec, experiment.Proposed) is [var refused, ..])
            throw new RuleViolation($"{refused.Field}: {refused.Message}");
        var changed = new SweepChanged(c.Spec, experiment.Proposed, c.By, c.Reason, c.At);
        return c.Spec.Trials == experiment.Proposed && experiment.Unfinished.IsEmpty
            ? [changed, new ExperimentCompleted(experiment.BestTrialId, experiment.BestValue, c.At)]
            : [changed];
    }

    private static ExperimentEvent[] Reprioritise(Experiment experiment, ChangePriority c)
    {
        if (c.Priority is < 1 or > 10)
            throw new RuleViolation($"priority: {c.Priority} is outside 1 to 10 (10 goes first).");
        return c.Priority == experiment.Priority ? [] : [new PriorityChanged(c.Priority, c.By, c.At)];
    }

    private static ExperimentEvent[] Reproduce(Experiment experiment, RequestReproduction c)
    {
        if (!experiment.Finished.Contains(c.OriginalTrialId))
            throw new RuleViolation($"Trial {c.OriginalTrialId} has not finished; only a finished trial can be reproduced.");
        var ordinal = experiment.ReproductionCounts.GetValueOrDefault(c.OriginalTrialId) + 1;
        return [new ReproductionRequested(StreamNames.ReproductionId(c.OriginalTrialId, ordinal), c.OriginalTrialId, c.By, c.At)];
    }

    // Lists leave it out from then on, so nothing of it may still train: the trials of a cancelled sweep end a little later than it does.
    private static ExperimentEvent[] Archive(Experiment experiment, ArchiveSweep c)
    {
        if (experiment.IsArchived)
            return [];
        if (experiment.Status is not (ExperimentStatus.Completed or ExperimentStatus.Cancelled))
            throw new RuleViolation($"The sweep {experiment.Id} is {experiment.Status.ToString().ToLowerInvariant()}, and only sweeps that have ended can be archived. Cancel it first.");
        if (!experiment.Unfinished.IsEmpty || !experiment.Reproductions.IsEmpty)
            throw new RuleViolation($"Trials of the sweep {experiment.Id} have not ended yet; archive it when they have.");
        return [new ExperimentArchived(c.By, c.At)];
    }

    private static ExperimentEvent[] Erase(Experiment experiment, EraseExperiment c)
    {
        if (experiment is { Status: ExperimentStatus.None, IsErased: false })
            throw new RuleViolation("There is no such sweep.");
        if (!experiment.IsErased && experiment.Status is not (ExperimentStatus.Completed or ExperimentStatus.Cancelled))
            throw new RuleViolation($"The sweep {experiment.Id} is {experiment.Status.ToString().ToLowerInvariant()}, and only sweeps that have ended can be erased. Cancel it first.");
        if (!experiment.Unfinished.IsEmpty || !experiment.Reproductions.IsEmpty)
            throw new RuleViolation($"Trials of the sweep {experiment.Id} have not ended yet; erase it when they have.");
        return [new ExperimentErased(experiment.Id, c.Erasure)];
    }

    private static string Verb(ExperimentCommand command) => command switch
    {
        ProposeTrial => "propose a trial for",
        StopSearch => "stop the search of",
        PauseExperiment => "pause",
        ResumeExperiment => "resume",
        CancelExperiment => "cancel",
        ChangeSweep => "change",
        CreateExperiment => "create again",
        _ => command.GetType().Name,
    };
}
