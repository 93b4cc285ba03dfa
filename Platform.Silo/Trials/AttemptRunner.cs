using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Silo.Checkpoints;
using Training.Core;
using Training.Core.Data;

namespace Platform.Silo.Trials;

/// <summary>One attempt at a run: begins it, trains epoch by epoch, reports each, and ends it or gives it back.</summary>
public sealed class AttemptRunner(
    PlatformCommands commands, TrialDatasets datasets, PruningJudge judge, TrialCheckpoints checkpoints, WeightSources sources, PictureStore pictures, CheckpointCollector collector, SiloLiveness liveness, SiloOptions options, TimeProvider time,
    ILogger<AttemptRunner> logger)
{
    private static readonly TimeSpan BetweenEpochs = TimeSpan.FromSeconds(10); // lines of the log about epochs that are shorter are fewer: the epochs are events of their own
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(3);

    internal async Task<RunOutcome> RunAsync(RunningTrial running, TrainingThreads.Lease thread)
    {
        var trial = await commands.LoadTrialAsync(running.TrialId, running.Stop);
        var (spec, data, weights, problem) = await PrepareAsync(trial, thread, running.Stop);
        trial = await BeginAsync(running, trial, data?.Digest ?? trial.DataDigest ?? "unavailable", problem);
        if (trial.HasEnded)
        {
            if (problem is not null)
                logger.LogDebug("The trial fails in epoch {Epoch}: {Cause}", trial.LastEpoch + 1, problem);
            await collector.CollectAsync(trial, CancellationToken.None);
            return RunOutcome.Ended;
        }
        if (trial.Silo != options.Id || trial.Status != TrialStatus.Running)
            return RunOutcome.Superseded;
        running.Attempt = trial.Attempt;
        logger.LogDebug(
            "Attempt {Attempt} begins on silo {Silo}: {Model} on {Data}, epochs {From} to {To}, {Threads} threads on {Device}.", trial.Attempt, options.Id,
            trial.Fields.GetValueOrDefault("model"), trial.Fields.GetValueOrDefault("data"), trial.LastEpoch + 1, trial.MaxEpochs, options.ThreadsPerSlot, trial.Device);
        try
        {
            running.Stop.ThrowIfCancellationRequested();
            return await TrainAsync(running, thread, trial, spec!, data!, weights);
        }
        catch (OperationCanceledException) when (running.Stop.IsCancellationRequested)
        {
            return await GiveBackAsync(trial, running.Reason);
        }
        catch (AttemptSuperseded superseded)
        {
            logger.LogInformation("Trial {Trial}: {Message}", trial.Id, superseded.Message);
            return RunOutcome.Superseded;
        }
        catch (Exception error) when (Faults.IsOfTheDatabase(error))
        {
            logger.LogError(error, "Trial {Trial}: attempt {Attempt} could not go on without the database; another attempt follows when it is back.", trial.Id, trial.Attempt);
            return RunOutcome.DatabaseLost;
        }
    }

    // Begun is begun: an append that is broken off may be written all the same, and then nobody would give the attempt back.
    private async Task<Trial> BeginAsync(RunningTrial running, Trial trial, string data, string? problem)
    {
        var living = await liveness.LivingAsync(trial, running.Stop);
        running.Stop.ThrowIfCancellationRequested();
        using var patience = new CancellationTokenSource();
        await using var stopping = running.Stop.Register(() =>
        {
            if (running.Reason == StopReason.SiloStopping)
                patience.CancelAfter(FarewellPatience);
        });
        return await commands.ApplyAsync(
            trial.Id,
            new BeginAttempt(options.Id, SiloEnvironment.Of(trial.Device), data, time.GetUtcNow(), problem, living, running.Seat is { Alone: true }),
            CommandRetention.NewId(), // an answer that got lost must not become a second attempt
            patience.Token);
    }

    private async Task<RunOutcome> TrainAsync(RunningTrial running, TrainingThreads.Lease thread, Trial trial, TrainingSpec spec, Dataset data, WeightsFile? weights)
    {
        var begun = time.GetTimestamp();
        var training = new TrainingOptions(options.ThreadsPerSlot, () => logger.LogInformation(
            "First batch of trial {Trial}, attempt {Attempt}, at {Time:O}, {Seconds:0.000} s after it began.",
            trial.Id, trial.Attempt, time.GetUtcNow(), time.GetElapsedTime(begun).TotalSeconds), weights is null ? null : _ => weights);
        TrainingSession? session = null;
        try
        {
            session = await thread.RunAsync(() => checkpoints.Open(trial, spec, data, training));
            if (session.StartedFrom is { } start)
                trial = await commands.ApplyAsync(trial.Id, TrainingSpecBinding.Record(running.Attempt, start, time.GetUtcNow()), stop: running.Stop);
            if (await judge.PruneAsync(trial, time.GetUtcNow(), running.Stop) is { HasEnded: true })
                return RunOutcome.Ended; // the attempt before died between a report and its verdict
            while (session.CompletedEpochs < trial.MaxEpochs)
            {
                trial = await EpochAsync(running, thread, trial, session);
                await collector.CollectAsync(trial, running.Stop);
                if (trial.HasEnded)
                    return RunOutcome.Ended;
            }
            throw new InvalidOperationException($"The checkpoint is of epoch {session.CompletedEpochs}, but the trial has {trial.MaxEpochs} epochs and has not ended.");
        }
        catch (DivergedException diverged)
        {
            return await FailAsync(trial, diverged.Epoch, diverged.Message);
        }
        catch (Exception error) when (Faults.IsOfTheTraining(error))
        {
            logger.LogError(error, "Trial {Trial}: attempt {Attempt} failed.", trial.Id, trial.Attempt);
            return await FailAsync(trial, (session?.CompletedEpochs ?? 0) + 1, $"{error.GetType().Name}: {error.Message}");
        }
        finally
        {
            if (session is not null)
                await thread.RunAsync(() => { session.Dispose(); return true; });
            checkpoints.CleanUp(trial);
        }
    }

    // Trains, makes the checkpoint durable, and only then reports the epoch that names it.
    private async Task<Trial> EpochAsync(RunningTrial running, TrainingThreads.Lease thread, Trial trial, TrainingSession session)
    {
        var (result, digest, picture) = await thread.RunAsync(() =>
        {
            var epoch = session.RunEpoch(running.Stop);
            return (epoch, checkpoints.Save(trial, session), epoch.Picture is { } made ? Keep(trial, made) : null);
        });
        var report = TrainingSpecBinding.Report(running.Attempt, result, digest, time.GetUtcNow(), picture);
        return await UntilTakenAsync(running, () => ReportAsync(running, trial, result, report));
    }

    // What was trained waits here as long as the database is away: another attempt would have to train it again. A repeated report is recorded once.
    internal async Task<Trial> UntilTakenAsync(RunningTrial running, Func<Task<Trial>> report)
    {
        while (true)
        {
            try
            {
                return await report();
            }
            catch (Exception error) when (Faults.PassesByItself(error))
            {
                logger.LogWarning("Trial {Trial}: attempt {Attempt} waits to report: {Error}", running.TrialId, running.Attempt, error.Message);
                await Task.Delay(BetweenReports, time, running.Stop); // who is to stop meanwhile gives the attempt back
            }
        }
    }

    private async Task<Trial> ReportAsync(RunningTrial running, Trial trial, EpochResult result, ReportEpoch report)
    {
        var reported = await commands.ApplyAsync(trial.Id, report);
        running.Seat?.Share(); // an epoch clears the count of lost attempts: this one is the last no longer
        if (time.GetElapsedTime(running.Spoke) >= BetweenEpochs || reported.HasEnded)
        {
            running.Spoke = time.GetTimestamp();
            logger.LogDebug(
                "Epoch {Epoch} of {Epochs}: training loss {TrainLoss:0.######}, validation loss {ValidationLoss:0.######}, {Seconds:0.000} s.", result.Epoch, trial.MaxEpochs, result.TrainLoss,
                result.ValidationLoss, result.Elapsed.TotalSeconds);
        }
        return reported.HasEnded || result.Epoch <= trial.LastEpoch ? reported : await judge.PruneAsync(reported, time.GetUtcNow(), running.Stop);
    }

    // Nothing depends on a picture: one that cannot be kept ends no run.
    private string? Keep(Trial trial, Picture made)
    {
        try
        {
            return pictures.Save(made.Png.Span);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            logger.LogWarning("Trial {Trial}: the picture of an epoch could not be kept: {Message}", trial.Id, error.Message);
            return null;
        }
    }

    private async Task<(TrainingSpec? Spec, Dataset? Data, WeightsFile? Weights, string? Problem)> PrepareAsync(Trial trial, TrainingThreads.Lease thread, CancellationToken stop)
    {
        try
        {
            var spec = TrainingSpecBinding.Bind(trial.Fields);
            // What a run inherits are its weights: its source may be gone by then.
            var weights = spec.Transfer.Source.Length > 0 && trial.Inherits is null ? await sources.ResolveAsync(spec.Transfer.Source, trial.StartDigest, stop) : null;
            var open = await datasets.FindAsync(spec.Data.Name, spec.Data.Labels, stop);
            return (spec, await thread.RunAsync(open), weights, null);
        }
        catch (Exception error) when (error is SpecException or DatasetException)
        {
            return (null, null, null, error.Message);
        }
        catch (Exception error) when (Faults.IsOfTheTraining(error))
        {
            // Such as a file that may not be read: without an end the run would be begun again and again, and its page say nothing.
            logger.LogError(error, "Trial {Trial}: its data or weights could not be made ready.", trial.Id);
            return (null, null, null, $"{error.GetType().Name}: {error.Message}");
        }
    }

    private async Task<RunOutcome> FailAsync(Trial trial, int epoch, string cause)
    {
        logger.LogDebug("The trial fails in epoch {Epoch}: {Cause}", epoch, cause);
        var failed = await commands.ApplyAsync(trial.Id, new FailTrial(trial.Attempt, epoch, cause, time.GetUtcNow()));
        await collector.CollectAsync(failed, CancellationToken.None);
        return RunOutcome.Ended;
    }

    private async Task<RunOutcome> GiveBackAsync(Trial trial, StopReason reason)
    {
        var now = time.GetUtcNow();
        logger.LogDebug("Attempt {Attempt} is interrupted: {Reason}.", trial.Attempt, reason);
        using var patience = new CancellationTokenSource(reason == StopReason.SiloStopping ? FarewellPatience : Timeout.InfiniteTimeSpan, time);
        switch (reason)
        {
            case StopReason.Cancelled:
                var cancelled = await commands.ApplyAsync(trial.Id, new CancelTrial("The sweep was cancelled.", now));
                await collector.CollectAsync(cancelled, CancellationToken.None);
                return RunOutcome.Ended;
            case StopReason.Superseded:
                return RunOutcome.Superseded;
            case StopReason.SiloStopping:
                await SuspendAsync(trial, "silo stopping", patience.Token);
                return RunOutcome.SiloStopping;
            default:
                await SuspendAsync(trial, "paused", patience.Token);
                return RunOutcome.Suspended;
        }
    }

    private async Task SuspendAsync(Trial trial, string reason, CancellationToken stop)
    {
        try
        {
            await commands.ApplyAsync(trial.Id, new SuspendTrial(trial.Attempt, reason, time.GetUtcNow()), stop: stop);
        }
        catch (AttemptSuperseded)
        {
            logger.LogInformation("Trial {Trial}: attempt {Attempt} had been replaced before it could be given back.", trial.Id, trial.Attempt);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            logger.LogWarning("Trial {Trial} could not be given back: the database did not answer. It is recovered as from a lost silo.", trial.Id);
        }
    }
}
