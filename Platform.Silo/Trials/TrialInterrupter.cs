using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Silo.Trials;

/// <summary>Interrupts what this silo trains when the journal says that it should not, and ends what a cancelled sweep left unfinished.</summary>
public sealed class TrialInterrupter(PlatformCommands commands, RunningTrials running, TimeProvider time)
{
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
            await commands.ApplyAsync(trial.Id, new CancelTrial("The sweep was cancelled.", time.GetUtcNow()), stop: stop);
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
