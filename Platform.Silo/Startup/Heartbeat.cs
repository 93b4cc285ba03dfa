using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core.Views;
using Platform.Silo.Trials;

namespace Platform.Silo.Startup;

/// <summary>Reports each second that this silo lives and what it trains; the last report at an orderly end takes it off the list.</summary>
public sealed class Heartbeat(SiloTable silos, RunningTrials running, SiloOptions options, TimeProvider time, ILogger<Heartbeat> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await silos.RemoveAsync(options.Id, cancellationToken);
        }
        catch (Exception error)
        {
            logger.LogWarning("The silo could not sign off and will be listed until its row is stale: {Error}", error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        var silent = false;
        try
        {
            do
            {
                silent = !await TryReportAsync(silent, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The last heartbeat has been sent.");
        }
    }

    private async Task<bool> TryReportAsync(bool silent, CancellationToken stop)
    {
        var attempts = running.All.Where(t => t.Attempt > 0).Select(t => t.TrialId).Order(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        try
        {
            await silos.ReportAsync(
                new SiloView(
                    options.Id, Environment.MachineName, Environment.ProcessId, options.Slots, options.ThreadsPerSlot, options.Groups, [.. attempts],
                    SiloEnvironment.CodeVersion, now, now),
                stop);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Whatever it is, such as a database that takes reads only for a while: the silo's trials are worth more than its sign of life.
            if (!silent)
                logger.LogWarning("The database does not take this silo's heartbeat: {Error}", error.Message);
            return false;
        }
    }
}
