using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Silo.Lanes;

namespace Platform.Silo.Retraining;

/// <summary>
/// Makes the scheduler agree with the plans in the journal and ends the retrainings whose sweeps have ended: at start, when the journal has grown, and every
/// few seconds.
/// </summary>
public sealed class RetrainingService(
    JournalNotifications notifications, LaneChanges changes, PlatformViews views, RetrainingTriggers triggers, RetrainingEnd ends, ILogger<RetrainingService> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, Task> _ends = new(StringComparer.Ordinal); // looks at retrainings under way, by model

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var seen = notifications.LastSequence;
                await TryPassAsync(stoppingToken);
                await changes.WaitAsync(seen, Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("Retraining ends with its silo.");
        }
        finally
        {
            await Task.WhenAll(_ends.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryPassAsync(CancellationToken stop)
    {
        try
        {
            var wanted = await views.RetrainingsAsync(stop);
            foreach (var view in wanted)
            {
                // Measuring may take long, and wait for its place longer: it keeps neither plans nor wishes nor other models waiting.
                if (view.Running is { } running && _ends.GetValueOrDefault(view.Model) is not { IsCompleted: false })
                    _ends[view.Model] = Task.Run(() => TryEndAsync(view.Model, running, stop), stop);
            }
            await triggers.AgreeAsync(wanted, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogWarning("Looking after retrainings failed and is repeated: {Error}", error.Message);
        }
    }

    // What is wrong with one model must not keep the others waiting.
    private async Task TryEndAsync(string model, RetrainingStarted running, CancellationToken stop)
    {
        try
        {
            await ends.LookAsync(model, running, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogError(error, "Retraining {Number} of model {Model} could not be ended and is looked at again.", running.Number, model);
        }
    }
}
