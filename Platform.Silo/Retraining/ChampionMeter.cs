using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Silo.Trials;
using Training.Core;
using Training.Core.Data;

namespace Platform.Silo.Retraining;

/// <summary>Measures the champion on the test rows on which the result of a retraining was measured: only so the two can be compared.</summary>
public sealed class ChampionMeter(CheckpointStore store, TrainingThreads threads, SiloGate gate, TrialDatasets datasets, ILogger<ChampionMeter> logger)
{
    /// <summary>What is in the way is part of the answer; a retraining does not fail because its champion cannot be measured.</summary>
    /// <param name="champion">The version.</param>
    /// <param name="result">The run that was measured.</param>
    /// <param name="dataDigest">Of the data that it was measured on.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<ChampionMeasure> MeasureAsync(ModelVersionRegistered champion, Trial result, string dataDigest, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(champion);
        ArgumentNullException.ThrowIfNull(result);
        if (champion.Checkpoint.Length == 0)
            return None("it came from outside the platform and has no checkpoint here.");
        try
        {
            using var seat = await gate.EnterAsync(alone: false, stop);
            using var thread = await threads.RentAsync(stop);
            var spec = TrainingSpecBinding.Bind(result.Fields).Data;
            var open = await datasets.FindAsync(spec.Name, spec.Labels, stop);
            return new ChampionMeasure(champion.Version, dataDigest, await thread.RunAsync(() => Measure(champion, open(), dataDigest, stop)));
        }
        catch (Exception error) when (error is not (OperationCanceledException or RuleViolation or JournalUnavailableException or NpgsqlException))
        {
            logger.LogWarning("Version {Version} of model {Model} cannot be measured on the new data: {Message}", champion.Version, champion.Model, error.Message);
            return None(error.Message);
        }

        ChampionMeasure None(string problem) => new(champion.Version, dataDigest, new Dictionary<string, double>(), problem);
    }

    private IReadOnlyDictionary<string, double> Measure(ModelVersionRegistered champion, Dataset data, string dataDigest, CancellationToken stop)
    {
        if (data.Digest != dataDigest)
            throw new DatasetException(data.Name, null, $"The files of '{data.Name}' have changed once more since the result was measured: digest {dataDigest} then, {data.Digest} now.");
        using var model = TrainedModel.Load(store.PathOf(champion.Checkpoint), champion.Checkpoint);
        return model.EvaluateTest(data, stop).Metrics;
    }
}
