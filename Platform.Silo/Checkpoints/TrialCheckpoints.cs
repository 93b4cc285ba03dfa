using System.Globalization;
using Microsoft.Extensions.Logging;
using Platform.Core.Checkpoints;
using Platform.Core.Trials;
using Training.Core;
using Training.Core.Data;

namespace Platform.Silo.Checkpoints;

/// <summary>Opens a run at its newest usable checkpoint and stores the ones that it makes.</summary>
public sealed class TrialCheckpoints(CheckpointStore store, ILogger<TrialCheckpoints> logger)
{
    /// <summary>
    /// A session after the last recorded epoch whose checkpoint is there and whole; from what it inherits, or afresh, if there is none. Epochs that have
    /// to be trained again are compared with what is recorded, never recorded twice. Runs on the training thread.
    /// </summary>
    public TrainingSession Open(Trial trial, TrainingSpec spec, Dataset data, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(trial);
        foreach (var epoch in trial.Epochs.Reverse())
        {
            if (epoch.Checkpoint is not { } digest || trial.CollectedCheckpoints.Contains(digest))
                continue;
            try
            {
                return TrainingSession.Resume(spec, data, options, store.PathOf(digest));
            }
            catch (CheckpointException damaged)
            {
                logger.LogWarning("Trial {Trial} cannot continue from epoch {Epoch} and goes back further: {Message}", trial.Id, epoch.Epoch, damaged.Message);
            }
        }
        return trial.Inherits is { } from
            ? TrainingSession.Inherit(spec, data, options, store.PathOf(from.Checkpoint))
            : TrainingSession.Start(spec, data, options);
    }

    /// <summary>Saves the session durably and returns the digest; null for an epoch trained again whose checkpoint is not needed any more.</summary>
    /// <param name="trial">With its attempt: a replaced attempt may still be writing the same content.</param>
    public string? Save(Trial trial, TrainingSession session)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(session);
        if (session.CompletedEpochs < trial.LastEpoch && session.CompletedEpochs != trial.BestEpoch)
            return null;
        var info = session.SaveCheckpoint(StagingOf(trial));
        store.Adopt(info.File, info.Digest);
        return info.Digest;
    }

    /// <summary>Removes the attempt's staging folder, with whatever an interrupted save left in it.</summary>
    public void CleanUp(Trial trial)
    {
        var staging = StagingOf(trial);
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true);
    }

    private string StagingOf(Trial trial) =>
        Path.Combine(store.StagingFolder(), string.Create(CultureInfo.InvariantCulture, $"{trial.Id}.{trial.Attempt}"));
}
