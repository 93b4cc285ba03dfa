using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Checkpoints;

namespace Platform.Silo.Trials;

/// <summary>Interrupts what this silo trains when the journal says that it should not, ends what a cancelled sweep left unfinished, and gives back what a lost silo held of a paused one.</summary>
public sealed class TrialInterrupter(PlatformCommands commands, RunningTrials running, CheckpointCollector collector, SiloTable silos, TimeProvider time, ILogger<TrialInterrupter> logger)
{
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(10); // a silo reports each second; one that stalls is waited for

    /// <param name="experiments">Every sweep with an unfinished run, at least.</param>
    /// <param name="unfinished">Every run that has not ended.</param>
    public async Task InterruptAsync(IReadOnlyList<ExperimentView> experiments, IReadOnlyList<TrialView> unfinished, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(experiments);
        ArgumentNullException.ThrowIfNull(unfinished);
        var status = experiments.ToDictionary(e => e.Id, e => e.Status, StringComparer.Ordinal);
        var open = unfinished.ToDictionary(t => t.Id, StringComparer.Ordinal);
        foreach (var trial in running.All)
        {
            var begun = trial.Attempt > 0;
            if (!open.TryGetValue(trial.TrialId, out var view))
                await (begun ? InterruptEndedAsync(trial, stop) : Task.CompletedTask);
            else if (begun && view.Attempt > trial.Attempt)
                trial.Interrupt(StopReason.Superseded);
            else if (view.ReproducesTrialId is null)
                trial.Interrupt(ReasonOf(status.GetValueOrDefault(view.ExperimentId, ExperimentStatus.Running)));
        }
        var orphans = unfinished.Where(t => t.ReproducesTrialId is null && status.GetValueOrDefault(t.ExperimentId) == ExperimentStatus.Cancelled);
        foreach (var trial in orphans.Where(t => !running.Contains(t.Id)))
        {
            var cancelled = await commands.ApplyAsync(trial.Id, new CancelTrial("The sweep was cancelled.", time.GetUtcNow()), stop: stop);
            await collector.CollectAsync(cancelled, stop);
        }
        await TakeBackAsync([.. unfinished.Where(t => IsHeldThoughPaused(t, status) && !running.Contains(t.Id))], stop);
    }

    private static bool IsHeldThoughPaused(TrialView trial, Dictionary<string, ExperimentStatus> status) =>
        trial.ReproducesTrialId is null && trial.Status == TrialStatus.Running && status.GetValueOrDefault(trial.ExperimentId) == ExperimentStatus.Paused;

    // A silo that was lost before it could give them back: nobody takes over the trials of a paused sweep, so they would count as running until it is resumed.
    private async Task TakeBackAsync(IReadOnlyList<TrialView> held, CancellationToken stop)
    {
        if (held.Count == 0)
            return;
        var living = (await silos.LiveAsync(LostAfter, stop)).Select(silo => silo.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var trial in held.Where(trial => !living.Contains(trial.Silo!)))
        {
            try
            {
                await commands.ApplyAsync(trial.Id, new SuspendTrial(trial.Attempt, "silo lost", time.GetUtcNow()), stop: stop);
            }
            catch (AttemptSuperseded superseded)
            {
                logger.LogDebug("Trial {Trial} is not taken back: {Message}", trial.Id, superseded.Message);
            }
        }
    }

    // It may have begun after the list was read; its own state tells.
    private async Task InterruptEndedAsync(RunningTrial trial, CancellationToken stop)
    {
        if ((await commands.LoadTrialAsync(trial.TrialId, stop)).Status == TrialStatus.Cancelled)
            trial.Interrupt(StopReason.Cancelled);
    }

    private static StopReason ReasonOf(ExperimentStatus status) => status switch
    {
        ExperimentStatus.Paused => StopReason.Paused,
        ExperimentStatus.Cancelled => StopReason.Cancelled,
        _ => StopReason.None,
    };
}
