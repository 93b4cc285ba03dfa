using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Silo.Trials;
using Training.Core;
using Training.Core.Models;

namespace Platform.Silo.Retraining;

/// <summary>
/// Answers an occasion for a retraining: looks at the version to start from and at the data as they are now, and lets the rules begin the retraining or skip it.
/// What is in the way is recorded with its cause.
/// </summary>
public sealed class RetrainingStart(PlatformCommands commands, TrialDatasets datasets, TimeProvider time, ILogger<RetrainingStart> logger)
{
    /// <param name="model">The model's name.</param>
    /// <param name="due">When the schedule was due; null: somebody asked.</param>
    /// <param name="stop">Ends it; the occasion stays open then.</param>
    public async Task AnswerAsync(string model, DateTimeOffset? due, CancellationToken stop)
    {
        var state = await commands.LoadModelAsync(model, stop);
        var occasion = due is { } at ? RetrainingOccasion.Scheduled(at) : state.Retraining.Requested is { } wish ? RetrainingOccasion.Of(wish) : null;
        if (occasion is null || !state.Retraining.Awaits(occasion))
            return;
        try
        {
            var (begin, sweep) = await LookAsync(model, state, occasion, stop);
            await commands.BeginRetrainingAsync(model, begin, sweep, stop);
        }
        catch (Exception error) when (error is RuleViolation || Failures.IsOfTheWork(error))
        {
            logger.LogError("Model {Model} cannot be trained again: {Message}", model, error.Message);
            await commands.ApplyAsync(model, new RefuseRetraining(occasion, error.Message, time.GetUtcNow()), stop: stop);
        }
    }

    private async Task<(BeginRetraining Begin, SweepSpec Sweep)> LookAsync(string model, RegisteredModel state, RetrainingOccasion occasion, CancellationToken stop)
    {
        var plan = state.Retraining.Scheduled!.Plan;
        var origin = await RetrainingOrigin.FindAsync(commands, plan.Start, state.Versions, state.Aliases, stop);
        origin.RequireWeights(ModelCatalog.StartsFromWeights, (string)TrainingFields.Get("model").Default);
        var name = origin.DataOf(plan);
        var labels = (await commands.LoadLabelsAsync(name, stop)).Version;
        var open = await datasets.FindAsync(name, labels, stop);
        var data = await Task.Run(open, stop);
        var sweep = origin.Sweep(model, plan, labels, (double)TrainingFields.Get("learning_rate").Default);
        TrainingSpecBinding.Bind(sweep.FieldsOf(RetrainingSweep.Point(sweep), trialSeed: 1));
        return (new BeginRetraining(occasion, origin.Version.Version, origin.Labels, new RetrainingData(name, data.Digest, labels), time.GetUtcNow()), sweep);
    }
}
