using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>How a measured run becomes a version, whoever promotes it. Pure.</summary>
public static class Promotion
{
    /// <summary>The command that registers the checkpoint which was measured.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="trial">The run.</param>
    /// <param name="test">Its measures on the test set.</param>
    /// <param name="alias">An alias to point to the version; null for none.</param>
    /// <param name="confirmed">Promote even if it is worse than the current champion.</param>
    /// <param name="by">Who promotes it.</param>
    /// <param name="why">Why, for people.</param>
    /// <param name="at">Now.</param>
    /// <param name="usualHorizon">The steps that a run forecasts which names none.</param>
    public static PromoteVersion Of(string model, Trial trial, TestEvaluated test, string? alias, bool confirmed, string by, string why, DateTimeOffset at, long usualHorizon)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(test);
        var epoch = trial.Epochs.Find(e => e.Checkpoint == test.Checkpoint)?.Epoch ?? trial.BestEpoch;
        return new PromoteVersion(
            model, trial.Id, trial.ExperimentId, epoch, test.Checkpoint, (string)trial.Fields["data"], test.DataDigest, test.Metrics, alias, confirmed, by, why, at)
        {
            StartDigest = trial.StartDigest,
            Horizon = IsForecast(test) ? (int)(trial.Fields.GetValueOrDefault("series.horizon") as long? ?? usualHorizon) : null,
            Evidence = [new VersionEvidence(test.Checkpoint, test.Groups ?? [])],
        };
    }

    // Of all kinds of tests only those of forecasts have both errors: a target that is one number has an RMSE, a rebuilt row no absolute error.
    private static bool IsForecast(TestEvaluated test) => test.Metrics.ContainsKey("test_mse") && test.Metrics.ContainsKey("test_mae");
}
