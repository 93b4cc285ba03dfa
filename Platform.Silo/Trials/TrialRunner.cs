using Microsoft.Extensions.Logging;
using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Silo.Telemetry;

namespace Platform.Silo.Trials;

/// <summary>Takes a run into this silo's hands, trains it on a thread of its own, and lets go of it again.</summary>
public sealed class TrialRunner(
    PlatformCommands commands, AttemptRunner attempts, RunningTrials trials, SiloLiveness liveness, SiloGate gate, TrainingThreads threads, ILogger<TrialRunner> logger)
{
    /// <summary>Continues a run from wherever it stands until it ends or is taken away.</summary>
    public async Task<RunOutcome> RunAsync(string trialId)
    {
        using var running = trials.TryAdd(trialId);
        if (running is null)
            return RunOutcome.HeldElsewhere;
        using var about = logger.BeginScope(new Dictionary<string, object?>(StringComparer.Ordinal) { [TrialOutput.Trial] = trialId });
        try
        {
            var trial = await commands.LoadTrialAsync(trialId, running.Stop);
            if (trial.HasEnded)
                return RunOutcome.Ended;
            if (await liveness.IsHeldElsewhereAsync(trial, running.Stop))
                return RunOutcome.HeldElsewhere;
            using var seat = await gate.EnterAsync(stop => MustRunAloneAsync(trialId, stop), running.Stop);
            running.Seat = seat;
            using var thread = await threads.RentAsync(running.Stop);
            return await attempts.RunAsync(running, thread);
        }
        catch (OperationCanceledException) when (running.Stop.IsCancellationRequested)
        {
            return BeforeTheAttempt(running.Reason); // nothing had begun, so nothing is to be reported
        }
        finally
        {
            trials.Remove(running);
        }
    }

    private async Task<bool> MustRunAloneAsync(string trialId, CancellationToken stop)
    {
        var trial = await commands.LoadTrialAsync(trialId, stop);
        return trial.MustRunAlone(await liveness.LivingAsync(trial, stop));
    }

    private static RunOutcome BeforeTheAttempt(StopReason reason) => reason switch
    {
        StopReason.SiloStopping => RunOutcome.SiloStopping,
        StopReason.Superseded => RunOutcome.Superseded,
        StopReason.Cancelled => RunOutcome.Ended,
        _ => RunOutcome.Suspended,
    };
}
