using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core.Journal;
using Platform.Silo.Lanes;

namespace Platform.Silo.Evaluations;

/// <summary>Looks for completed sweeps when the journal has grown, and every few seconds; beside the lanes, for a large sweep takes it some time.</summary>
public sealed class EpilogueService(JournalNotifications notifications, LaneChanges changes, SweepEpilogue epilogue, ILogger<EpilogueService> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var seen = notifications.LastSequence;
                await TryAsync(stoppingToken);
                await changes.WaitAsync(seen, Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The looks for completed sweeps end with their silo.");
        }
    }

    private async Task TryAsync(CancellationToken stop)
    {
        try
        {
            await epilogue.RunAsync(stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogWarning("Looking after completed sweeps failed and is repeated: {Error}", error.Message);
        }
    }
}
