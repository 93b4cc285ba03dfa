using Platform.Core.Trials;
using Search;
using Training.Core;

namespace Platform.Silo;

/// <summary>Where the platform's flat fields become a typed training configuration. Pure.</summary>
public static class TrainingSpecBinding
{
    /// <summary>Binds a run's full configuration.</summary>
    /// <exception cref="SpecException">A name is unknown or a value out of range.</exception>
    public static TrainingSpec Bind(ParameterSet fields) => TrainingSpec.Parse(fields);

    /// <summary>Turns what a new trial took from an earlier training into a report of one attempt.</summary>
    public static RecordStartWeights Record(int attempt, StartReport start, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new RecordStartWeights(attempt, start.Source, start.Digest, start.Taken, start.Fresh, start.Unused, start.Frozen, at);
    }

    /// <summary>Turns what an epoch measured into a report of one attempt.</summary>
    /// <param name="attempt">Whose report it is.</param>
    /// <param name="result">What was measured.</param>
    /// <param name="checkpoint">Digest of the epoch's checkpoint.</param>
    /// <param name="at">Now.</param>
    /// <param name="picture">Digest of the epoch's picture, if it has one.</param>
    public static ReportEpoch Report(int attempt, EpochResult result, string? checkpoint, DateTimeOffset at, string? picture = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new ReportEpoch(
            attempt, result.Epoch, result.TrainLoss, result.ValidationLoss, result.Metrics, result.LearningRate, result.Samples, result.Elapsed, checkpoint, at,
            result.Health is { } health ? new EpochHealth(health.GradientNorms, health.DeadUnits, health.OverfittingGap, health.Warnings) : null, result.Stopped,
            picture is null || result.Picture is null ? null : new EpochPicture(result.Picture.Title, picture));
    }
}
