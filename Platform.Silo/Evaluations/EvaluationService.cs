using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Silo.Lanes;

namespace Platform.Silo.Evaluations;

/// <summary>
/// Makes the test evaluations that are wanted, one at a time beside the silo's slots: they are short and somebody waits for them, so
/// they do not queue behind trials. A turn of its own gives each to one silo; a lost silo's turn is free again within seconds.
/// </summary>
public sealed class EvaluationService(
    JournalNotifications notifications, LaneChanges changes, PlatformViews views, ExperimentTurn turn, MeasuringPlaces places, TestEvaluator evaluator, ILogger<EvaluationService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NoPatience = TimeSpan.FromMilliseconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var seen = notifications.LastSequence;
                await TryAllAsync(stoppingToken);
                await changes.WaitAsync(seen, Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("Evaluations end with their silo.");
        }
    }

    private async Task TryAllAsync(CancellationToken stop)
    {
        try
        {
            foreach (var trial in await views.TrialsToEvaluateAsync(stop))
                await TryAsync(trial.Id, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogWarning("Test evaluations failed and are repeated: {Error}", error.Message);
        }
    }

    private async Task TryAsync(string trialId, CancellationToken stop)
    {
        using var place = await places.EnterAsync(stop);
        try
        {
            await turn.TakeAsync(
                $"evaluation of {trialId}",
                NoPatience,
                async lost =>
                {
                    await evaluator.EvaluateAsync(trialId, place, lost);
                    return true;
                },
                stop);
        }
        catch (TurnNotTakenException)
        {
            logger.LogDebug("Trial {Trial} is being evaluated by another silo.", trialId);
        }
    }
}
