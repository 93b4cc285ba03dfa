using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Silo.Evaluations;
using Platform.Silo.Trials;
using Training.Core;
using Training.Core.Data;

namespace Platform.Silo.Retraining;

/// <summary>Measures a version, such as the champion, on the test rows on which the result of a retraining was measured, by the same groups: only so the two can be compared.</summary>
public sealed class VersionMeter(CheckpointStore store, TrialDatasets datasets, ILogger<VersionMeter> logger)
{
    /// <summary>What is in the way is part of the answer; a retraining does not fail because a version before it cannot be measured.</summary>
    /// <param name="version">The version.</param>
    /// <param name="result">The run that was measured.</param>
    /// <param name="dataDigest">Of the data that it was measured on.</param>
    /// <param name="place">Where it is measured.</param>
    /// <param name="stop">Ends it.</param>
    internal async Task<VersionMeasure> MeasureAsync(ModelVersionRegistered version, Trial result, string dataDigest, MeasuringPlaces.Place place, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(result);
        if (version.Checkpoint.Length == 0)
            return None("it came from outside the platform and has no checkpoint here.");
        try
        {
            var spec = TrainingSpecBinding.Bind(result.Fields);
            var open = await datasets.FindAsync(spec.Data.Name, spec.Data.Labels, stop);
            var found = await place.RunAsync(() => Measure(version, open(), dataDigest, spec.Test with { Attacks = "" }, stop));
            return new VersionMeasure(version.Version, dataDigest, found.Metrics, Groups: TestEvaluator.GroupsOf(found));
        }
        catch (Exception error) when (Faults.IsOfTheTraining(error))
        {
            logger.LogWarning("Version {Version} of model {Model} cannot be measured on the new data: {Message}", version.Version, version.Model, error.Message);
            return None(Faults.Told(error));
        }

        VersionMeasure None(string problem) => new(version.Version, dataDigest, new Dictionary<string, double>(), problem);
    }

    private EvaluationResult Measure(ModelVersionRegistered version, Dataset data, string dataDigest, TestSpec test, CancellationToken stop)
    {
        if (data.Digest != dataDigest)
            throw new DatasetException(data.Name, null, $"The files of '{data.Name}' have changed once more since the result was measured: digest {dataDigest} then, {data.Digest} now.");
        using var model = TrainedModel.Load(store.PathOf(version.Checkpoint), version.Checkpoint);
        return model.EvaluateTest(data, test, stop);
    }
}
