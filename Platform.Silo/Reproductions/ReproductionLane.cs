using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Silo.Lanes;
using Platform.Silo.Trials;

namespace Platform.Silo.Reproductions;

/// <summary>Runs a reproduction to its end and records how it compares with the original.</summary>
public sealed class ReproductionLane(PlatformCommands commands, ReproducedEnvironments environments, TrialRunner runner, RunningTrials running, TimeProvider time)
{
    public async Task<LaneStep> FireAsync(string trialId)
    {
        if (running.Stopping)
            return LaneStep.HandBack;
        var trial = await commands.LoadTrialAsync(trialId);
        if (trial.ReproducesTrialId is null)
            return LaneStep.Done;
        if (!trial.HasEnded)
        {
            var outcome = await runner.RunAsync(trialId);
            if (outcome != RunOutcome.Ended)
                return LaneSteps.After(outcome, ended: LaneStep.Done);
            trial = await commands.LoadTrialAsync(trialId);
        }
        await JudgeAsync(trial);
        return LaneStep.Done;
    }

    // The verdict comes last: until it is there, the reproduction counts as open and this is done again.
    private async Task JudgeAsync(Trial trial)
    {
        var original = await commands.LoadTrialAsync(trial.ReproducesTrialId!);
        var (then, now) = (await environments.OfAsync(original.Id), await environments.OfAsync(trial.Id));
        var verdict = ReproductionJudge.Compare(original, trial, then, now, time.GetUtcNow());
        await commands.ApplyAsync(trial.ExperimentId, new FinishReproduction(trial.Id, verdict.Identical, verdict.At));
        await commands.ApplyAsync(trial.Id, verdict);
    }
}
