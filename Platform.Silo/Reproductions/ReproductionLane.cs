using Platform.Core;
using Platform.Core.Commands;
using Platform.Silo.Lanes;
using Platform.Silo.Trials;

namespace Platform.Silo.Reproductions;

/// <summary>Runs a reproduction to its end and records how it compares with the original.</summary>
public sealed class ReproductionLane(PlatformCommands commands, ReproductionVerdicts verdicts, TrialRunner runner, RunningTrials running)
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
            var outcome = await RunAsync(trialId);
            if (outcome != RunOutcome.Ended)
                return LaneSteps.After(outcome, ended: LaneStep.Done);
            trial = await commands.LoadTrialAsync(trialId);
        }
        await verdicts.RecordAsync(trial);
        return LaneStep.Done;
    }

    private async Task<RunOutcome> RunAsync(string trialId)
    {
        try
        {
            return await runner.RunAsync(trialId);
        }
        catch (RuleViolation)
        {
            // Somebody may have cancelled it since it was looked at; then there is nothing to be run, and nothing wrong.
            if (!(await commands.LoadTrialAsync(trialId)).HasEnded)
                throw;
            return RunOutcome.Ended;
        }
    }
}
