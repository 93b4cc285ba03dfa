using Microsoft.Extensions.Logging;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Silo.Lanes;
using Platform.Silo.Trials;
using Training.Core;
using Training.Core.Data;

namespace Platform.Silo.Evaluations;

/// <summary>Scores a run's best checkpoint on the test set, once, when somebody asked for it.</summary>
public sealed class EvaluationLane(
    PlatformCommands commands, CheckpointStore store, TrainingThreads threads, SiloGate gate, RunningTrials running, SiloOptions options, TimeProvider time,
    ILogger<EvaluationLane> logger)
{
    public async Task<LaneStep> FireAsync(string trialId)
    {
        if (running.Stopping)
            return LaneStep.HandBack;
        var trial = await commands.LoadTrialAsync(trialId);
        if (!trial.TestEvaluationWanted || trial.BestCheckpoint is not { } digest)
            return LaneStep.Done;
        using var evaluation = running.TryAdd(LaneKey.OfEvaluation(trialId).ToString());
        if (evaluation is null)
            return LaneStep.Leave;
        try
        {
            using var seat = await gate.EnterAsync(alone: false, evaluation.Stop);
            using var thread = await threads.RentAsync(evaluation.Stop);
            var (metrics, data) = await thread.RunAsync(() => Evaluate(trial, digest, evaluation.Stop));
            await commands.ApplyAsync(trialId, new RecordTestEvaluation(digest, metrics, data, time.GetUtcNow()));
            return LaneStep.Done;
        }
        catch (OperationCanceledException) when (evaluation.Stop.IsCancellationRequested)
        {
            return LaneStep.HandBack;
        }
        catch (Exception error) when (error is CheckpointException or DatasetException or SpecException or ArgumentException)
        {
            logger.LogError("Run {Trial} cannot be evaluated: {Message}", trialId, error.Message);
            await commands.ApplyAsync(trialId, new FailTestEvaluation(error.Message, time.GetUtcNow()));
            return LaneStep.Done;
        }
        finally
        {
            running.Remove(evaluation);
        }
    }

    private (IReadOnlyDictionary<string, double> Metrics, string DataDigest) Evaluate(Trial trial, string digest, CancellationToken stop)
    {
        var data = DatasetCatalog.Open(TrainingSpecBinding.Bind(trial.Fields).Data.Name, options.DataFolder);
        if (trial.DataDigest is { } trained && trained != data.Digest)
            throw new DatasetException(data.Name, null, $"The data set changed since the run was trained: digest {trained} then, {data.Digest} now. Restore its files.");
        using var model = TrainedModel.Load(store.PathOf(digest), digest);
        return (model.EvaluateTest(data, stop).Metrics, data.Digest);
    }
}
