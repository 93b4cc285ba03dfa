using Platform.Core.Trials;

namespace Platform.Silo.Checkpoints;

/// <summary>Which of a run's checkpoints it needs no more: all but the last, to continue from, the best, to evaluate and promote, and the one that was measured on the test set. Pure.</summary>
public static class CheckpointRetention
{
    /// <summary>The digests that the run itself can spare, oldest first; collected ones are not named again.</summary>
    public static IReadOnlyList<string> Spare(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return
        [
            .. trial.Epochs.Select(e => e.Checkpoint).OfType<string>()
                .Where(digest => digest != trial.LastCheckpoint && digest != trial.BestCheckpoint && digest != trial.Test?.Checkpoint && !trial.CollectedCheckpoints.Contains(digest))
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
