using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Studies;

namespace Platform.Silo.Trials;

/// <summary>Asks the sweep's pruner about a run after an epoch and records its verdict if it is to stop.</summary>
public sealed class PruningJudge(PlatformCommands commands, PlatformViews views)
{
    /// <summary>The run as it is after the verdict. A reproduction is never pruned: it is to repeat the original's epochs.</summary>
    public async Task<Trial> PruneAsync(Trial trial, DateTimeOffset now, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.ReproducesTrialId is not null || trial.LastEpoch == 0)
            return trial;
        var experiment = await commands.LoadExperimentAsync(trial.ExperimentId, stop);
        if (experiment.Spec!.Pruner.Name == "none")
            return trial;
        var snapshot = await views.StudyAsync(trial.ExperimentId, stop) ?? throw new InvalidOperationException($"Run {trial.Id} belongs to no sweep.");
        var verdict = StudyBinding.Judge(snapshot, trial.Number);
        return verdict.Prune
            ? await commands.ApplyAsync(trial.Id, new PruneTrial(trial.Attempt, trial.LastEpoch, verdict.Why, snapshot.BasedOn, now), stop: stop)
            : trial;
    }
}
