using Platform.Core.Commands;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Search;

namespace Platform.Silo.Trials;

/// <summary>Asks the sweep's pruner about a run after an epoch and records its verdict if it is to stop.</summary>
public sealed class PruningJudge(PlatformCommands commands, StudyReader studies)
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
        var judged = await studies.ReadAsync(
            trial.ExperimentId, moment => new Judged(moment.Study, moment.Study.During(trial.Number), moment.BasedOn), stop)
            ?? throw new InvalidOperationException($"Trial {trial.Id} belongs to no sweep.");
        var verdict = judged.Search.Judge(judged.Seen.Study, trial.Number, judged.Seen.Curve);
        if (!verdict.Prune)
            return trial;
        var prune = new PruneTrial(trial.Attempt, trial.LastEpoch, verdict.Why, judged.BasedOn, now, Decisions.Recorded(verdict, trial.Objective));
        return await commands.ApplyAsync(trial.Id, prune, stop: stop);
    }

    private sealed record Judged(StudyFold Search, (StudyView Study, IReadOnlyList<double> Curve) Seen, long BasedOn);
}
