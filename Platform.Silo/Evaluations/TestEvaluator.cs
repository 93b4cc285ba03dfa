using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Silo.Trials;
using Training.Core;
using Training.Core.Data;

namespace Platform.Silo.Evaluations;

/// <summary>Scores a run's best checkpoint on the test set, if that is still wanted, and records the result or why there is none.</summary>
public sealed class TestEvaluator(
    PlatformCommands commands, CheckpointStore store, TrialDatasets datasets, TimeProvider time, ILogger<TestEvaluator> logger)
{
    internal async Task EvaluateAsync(string trialId, MeasuringPlaces.Place place, CancellationToken stop)
    {
        var trial = await commands.LoadTrialAsync(trialId, stop);
        if (!trial.TestEvaluationWanted || trial.BestCheckpoint is not { } digest)
            return;
        try
        {
            var spec = TrainingSpecBinding.Bind(trial.Fields).Data;
            var open = await datasets.FindAsync(spec.Name, spec.Labels, stop);
            var (result, data) = await place.RunAsync(() => Evaluate(trial, open(), digest, stop));
            await commands.ApplyAsync(trialId, new RecordTestEvaluation(digest, result.Metrics, data, time.GetUtcNow(), ConfusionOf(result), GroupsOf(result), AttacksOf(result)), stop: stop);
        }
        catch (Exception error) when (Faults.IsOfTheTraining(error))
        {
            logger.LogError("Trial {Trial} cannot be evaluated: {Message}", trialId, error.Message);
            await commands.ApplyAsync(trialId, new FailTestEvaluation(Faults.Told(error), time.GetUtcNow()), stop: stop);
        }
    }

    private static TestConfusion? ConfusionOf(EvaluationResult result) => result.Confusion is { Classes: <= TestConfusion.MostClasses } confusion
        ? new TestConfusion(result.Classes, confusion.Rows())
        : null;

    /// <summary>The measures by groups as events hold them; null where none were asked for.</summary>
    internal static IReadOnlyList<TestGroup>? GroupsOf(EvaluationResult result) =>
        result.Groups.Count == 0 ? null : [.. result.Groups.Select(group => new TestGroup(group.Column, group.Value, group.Samples, group.Metrics))];

    private static IReadOnlyList<TestAttack>? AttacksOf(EvaluationResult result) =>
        result.Attacks.Count == 0 ? null : [.. result.Attacks.Select(attack => new TestAttack(attack.Strength, attack.Accuracy, attack.Samples))];

    private (EvaluationResult Result, string DataDigest) Evaluate(Trial trial, Dataset data, string digest, CancellationToken stop)
    {
        if (trial.DataDigest is { } trained && trained != data.Digest)
            throw new DatasetException(data.Name, null, $"The data set changed since the trial was trained: digest {trained} then, {data.Digest} now. Restore its files.");
        using var model = TrainedModel.Load(store.PathOf(digest), digest);
        return (model.EvaluateTest(data, stop), data.Digest);
    }
}
