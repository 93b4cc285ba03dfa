using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Silo.Retraining;

/// <summary>
/// Ends a retraining whose sweep has ended: its best trial, once it was measured on the test set, becomes the next version. Every silo may do this; the
/// journal keeps it from happening twice.
/// </summary>
public sealed class RetrainingEnd(PlatformCommands commands, PlatformViews views, EventJournal journal, TimeProvider time)
{
    /// <param name="model">The model's name.</param>
    /// <param name="running">Its retraining under way.</param>
    /// <param name="stop">Ends it.</param>
    public async Task LookAsync(string model, RetrainingStarted running, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(running);
        var sweep = await commands.LoadExperimentAsync(running.ExperimentId, stop);
        var end = sweep.Status switch
        {
            ExperimentStatus.Cancelled => Fail(running, $"Its sweep {running.ExperimentId} was cancelled."),
            ExperimentStatus.Completed when sweep.BestTrialId is { } best => await OfBestAsync(model, running, best, stop),
            ExperimentStatus.Completed => Fail(running, await WhyNoneAsync(running.ExperimentId, stop)),
            _ => null,
        };
        if (end is not null)
            await commands.ApplyAsync(model, end, stop: stop);
    }

    // The end of every completed sweep is that its best trial is measured; null as long as that is awaited.
    private async Task<RetrainingCommand?> OfBestAsync(string model, RetrainingStarted running, string best, CancellationToken stop)
    {
        var trial = await commands.LoadTrialAsync(best, stop);
        if (trial.Test is { } test)
            return new FinishRetraining(running.Number, Promotion.Of(model, trial, test, alias: null, confirmed: false, RetrainingDecider.By, "", time.GetUtcNow()));
        return !trial.TestEvaluationWanted && await TestFailures.LastCauseAsync(journal, best, stop) is { } cause
            ? Fail(running, $"Run {best} could not be measured on the test set: {cause}")
            : null;
    }

    private async Task<string> WhyNoneAsync(string sweep, CancellationToken stop)
    {
        var trials = await views.TrialsOfAsync(sweep, stop);
        var causes = trials.Where(trial => trial.EndReason is not null).Select(trial => $"trial {trial.Number}: {trial.EndReason}").Distinct(StringComparer.Ordinal).Take(3);
        return $"No trial of sweep {sweep} led to a checkpoint. {string.Join(" ", causes)}".TrimEnd();
    }

    private FailRetraining Fail(RetrainingStarted running, string cause) => new(running.Number, cause, time.GetUtcNow());
}
