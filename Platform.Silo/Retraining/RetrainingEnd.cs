using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Evaluations;
using Training.Core;

namespace Platform.Silo.Retraining;

/// <summary>
/// Ends a retraining whose sweep has ended: its best trial, once it and the versions that it is held against were measured on the same test set, becomes the next
/// version. Every silo may do this; the journal keeps it from happening twice, and a turn keeps two silos from measuring the same at the same time.
/// </summary>
public sealed class RetrainingEnd(PlatformCommands commands, PlatformViews views, EventJournal journal, ExperimentTurn turn, MeasuringPlaces places, VersionMeter meter, TimeProvider time)
{
    private static readonly TimeSpan NoPatience = TimeSpan.FromMilliseconds(1);

    /// <param name="model">The model's name.</param>
    /// <param name="running">Its retraining under way.</param>
    /// <param name="stop">Ends it.</param>
    public async Task LookAsync(string model, RetrainingStarted running, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(running);
        var sweep = await commands.LoadExperimentAsync(running.ExperimentId, stop);
        var end = sweep.Status switch
        {
            _ when sweep.IsErased => Fail(running, $"Its sweep {running.ExperimentId} was erased."),
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
        if (await WhyNotComparableAsync(trial, stop) is { } mixed)
            return Fail(running, mixed);
        if (trial.Test is { } test)
            return await FinishAsync(model, running, trial, test, stop);
        if (trial.BestCheckpoint is null)
            return Fail(running, $"Trial {best} has no checkpoint to measure on the test set.");
        return !trial.TestEvaluationWanted && await TestFailures.LastCauseAsync(journal, best, stop) is { } cause
            ? Fail(running, $"Trial {best} could not be measured on the test set: {cause}")
            : null;
    }

    // Trials on different data were validated on different rows: which of them is best is not known.
    private async Task<string?> WhyNotComparableAsync(Trial best, CancellationToken stop)
    {
        var trials = await views.TrialsOfAsync(best.ExperimentId, stop);
        return trials.FirstOrDefault(trial => trial.LastEpoch > 0 && trial.DataDigest != best.DataDigest) is { } other
            ? $"The files of '{best.Fields["data"]}' changed while the trials ran: trial {best.Id} has learnt content with the digest {best.DataDigest}, trial {other.Id} {other.DataDigest}. They cannot be compared; the next retraining learns the new content."
            : null;
    }

    // Null if another silo measures the versions before it now, or has ended the retraining meanwhile.
    private async Task<RetrainingCommand?> FinishAsync(string model, RetrainingStarted running, Trial trial, TestEvaluated test, CancellationToken stop)
    {
        var state = await commands.LoadModelAsync(model, stop);
        var champion = state.Champion is { } known && state.MeasuresOf(known.Version, test.DataDigest) is null ? known : null;
        ModelVersionRegistered[] wanted = [.. new[] { champion }.OfType<ModelVersionRegistered>().Concat(state.HoldersForGates(test.Checkpoint, test.DataDigest, test.Groups ?? [])).DistinctBy(version => version.Version)];
        if (wanted.Length == 0)
            return Finish([]);
        using var place = await places.EnterAsync(stop);
        try
        {
            return await turn.TakeAsync<RetrainingCommand?>(
                $"retraining {running.Number} of {model}",
                NoPatience,
                async lost =>
                {
                    if ((await commands.LoadModelAsync(model, lost)).Retraining.Running?.Number != running.Number)
                        return null;
                    var measured = new List<VersionMeasure>();
                    foreach (var version in wanted)
                        measured.Add(await meter.MeasureAsync(version, trial, test.DataDigest, place, lost));
                    return Finish(measured);
                },
                stop);
        }
        catch (TurnNotTakenException)
        {
            return null;
        }

        FinishRetraining Finish(IReadOnlyList<VersionMeasure> measured)
        {
            var promotion = Promotion.Of(model, trial, test, alias: null, confirmed: false, RetrainingDecider.By, "", time.GetUtcNow(), (long)TrainingFields.Get("series.horizon").Default);
            return new(running.Number, promotion with { Evidence = [.. promotion.Evidence.Select(own => own with { LatencyProblem = RetrainingDecider.NotTimed })] }, measured);
        }
    }

    private async Task<string> WhyNoneAsync(string sweep, CancellationToken stop)
    {
        var trials = await views.TrialsOfAsync(sweep, stop);
        var causes = trials.Where(trial => trial.EndReason is not null).Select(trial => $"trial {trial.Number}: {trial.EndReason}").Distinct(StringComparer.Ordinal).Take(3);
        return $"No trial of sweep {sweep} led to a checkpoint. {string.Join(" ", causes)}".TrimEnd();
    }

    private FailRetraining Fail(RetrainingStarted running, string cause) => new(running.Number, cause, time.GetUtcNow());
}
